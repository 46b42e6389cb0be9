import { branchDriver } from './branch.driver.js';
import type { ChannelDriver } from './driver.js';
import { emailDriver } from './email.driver.js';
import { helpRequestDriver, volunteeringDriver } from './forms.driver.js';
import { interviewDriver } from './interview.driver.js';
import { letterDriver } from './letter.driver.js';
import { phoneDriver } from './phone.driver.js';
import { smsDriver } from './sms.driver.js';
import { smsGatewayDriver } from './sms-gateway.driver.js';
import { websiteDriver } from './website.driver.js';
import { whatsappDriver } from './whatsapp.driver.js';
import { whatsappLinkedDriver } from './whatsapp-linked.driver.js';

/** One line per channel, as in `channels.module.ts`; another for each further transport of one. */
export const DRIVERS: ChannelDriver[] = [
  smsDriver,
  smsGatewayDriver,
  emailDriver,
  websiteDriver,
  whatsappDriver,
  whatsappLinkedDriver,
  phoneDriver,
  letterDriver,
  interviewDriver,
  branchDriver,
  helpRequestDriver,
  volunteeringDriver,
];
