import { BranchAdapter } from './branch/branch.adapter.js';
import { BranchModule } from './branch/branch.module.js';
import { ChannelRegistryModule } from './core/channels-core.module.js';
import { EmailAdapter } from './email/email.adapter.js';
import { EmailModule } from './email/email.module.js';
import { HelpRequestAdapter, VolunteeringAdapter } from './forms/forms.adapters.js';
import { FormsModule } from './forms/forms.module.js';
import { InterviewAdapter } from './interview/interview.adapter.js';
import { InterviewModule } from './interview/interview.module.js';
import { LetterAdapter } from './letter/letter.adapter.js';
import { LetterModule } from './letter/letter.module.js';
import { PhoneAdapter } from './phone/phone.adapter.js';
import { PhoneModule } from './phone/phone.module.js';
import { SmsAdapter } from './sms/sms.adapter.js';
import { SmsModule } from './sms/sms.module.js';
import { WebsiteAdapter } from './website/website.adapter.js';
import { WebsiteModule } from './website/website.module.js';
import { WhatsappAdapter } from './whatsapp/whatsapp.adapter.js';
import { WhatsappModule } from './whatsapp/whatsapp.module.js';

/** One line per channel. */
export const ChannelsModule = ChannelRegistryModule.of([
  { module: SmsModule, adapter: SmsAdapter },
  { module: EmailModule, adapter: EmailAdapter },
  { module: WebsiteModule, adapter: WebsiteAdapter },
  { module: WhatsappModule, adapter: WhatsappAdapter },
  { module: PhoneModule, adapter: PhoneAdapter },
  { module: InterviewModule, adapter: InterviewAdapter },
  { module: BranchModule, adapter: BranchAdapter },
  { module: LetterModule, adapter: LetterAdapter },
  { module: FormsModule, adapter: HelpRequestAdapter },
  { module: FormsModule, adapter: VolunteeringAdapter },
]);
