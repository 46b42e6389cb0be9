import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const DESCRIPTION = join(import.meta.dirname, '../../../shared/cases/sms/twilio_messages_api.json');
const MESSAGES = '/2010-04-01/Accounts/{AccountSid}/Messages.json';

/** Twilio's rules that the description cannot say. */
export function refusedByRule(form) {
  if (!form.From && !form.MessagingServiceSid) return [21603, "A 'From' phone number is required."];
  if (!form.Body && !form.MediaUrl && !form.ContentSid) return [21602, 'Message body is required.'];
  if (form.Body && form.Body.length > 1600)
    return [21617, 'The concatenated message body exceeds the 1600 character limit'];
  if (!/^(\+[1-9]\d{6,14}|\d{3,8})$/.test(form.To)) return [21211, `Invalid 'To' Phone Number: ${form.To}`];
  return null;
}

/** A function that lists what a request to create a message gets wrong, by the published description. */
export function checkerOf() {
  if (!existsSync(DESCRIPTION)) {
    process.stderr.write("Twilio's description (../shared/cases) is absent: the stand-in takes any form.\n");
    return () => [];
  }
  const description = JSON.parse(readFileSync(DESCRIPTION, 'utf8'));
  const operation = description.paths[MESSAGES].post;
  const ajv = addFormats(new Ajv({ strict: false, allErrors: true, coerceTypes: 'array', logger: false }));
  ajv.addSchema(description, 'twilio');
  const pointer = (path) =>
    `twilio#/paths/${MESSAGES.replaceAll('/', '~1').replace('{', '%7B').replace('}', '%7D')}/post${path}`;
  const checkForm = ajv.compile({
    $ref: pointer('/requestBody/content/application~1x-www-form-urlencoded/schema'),
  });
  const checkAccount = ajv.compile(
    operation.parameters.find((parameter) => parameter.name === 'AccountSid').schema,
  );
  const known = new Set(
    Object.keys(operation.requestBody.content['application/x-www-form-urlencoded'].schema.properties),
  );
  const errorsOf = (check, where) =>
    (check.errors ?? []).map((error) => `${where}${error.instancePath} ${error.message}`);
  return (accountSid, form) => [
    ...(checkAccount(accountSid) ? [] : errorsOf(checkAccount, 'AccountSid')),
    ...(checkForm(form) ? [] : errorsOf(checkForm, 'form')),
    ...Object.keys(form)
      .filter((name) => !known.has(name))
      .map((name) => `form has no field ${name}`),
  ];
}
