import type { AccountPreset } from '../core/account-forms.js';

/**
 * What is publicly documented of three Saudi gateways. Only what their own pages say stands here; no account of
 * theirs was at hand, so a first test message is the proof. None of them documents a reply or a delivery report by
 * webhook on the pages read, so both are left to be filled in from the provider's own papers.
 */
export const GATEWAY_PRESETS: readonly AccountPreset[] = [
  {
    // https://docs.unifonic.com/reference/sms-api and /docs/sending-your-first-sms-via-unifonic-api: address, fields,
    // numbers without + or 00, answer { success, message, errorCode, data: { MessageID } }, ER-00 and ER-04. Other
    // codes of theirs were not found: they count as final and show the provider's words.
    name: 'unifonic',
    values: {
      url: 'https://el.cloud.unifonic.com/rest/SMS/messages',
      method: 'POST',
      encoding: 'form',
      body: 'AppSid={secret}\nSenderID={sender}\nRecipient={to}\nBody={text}\nresponseType=JSON\nCorrelationID={messageId}',
      auth: 'none',
      numberFormat: 'international',
      successPath: 'success',
      successValues: 'true',
      idPath: 'data.MessageID',
      errorPath: 'errorCode',
      errorTextPath: 'message',
      errorMap: 'ER-04 = final',
    },
  },
  {
    // https://dev.taqnyat.sa/en/doc/sms/: Bearer token, JSON, numbers without + or 00. The address and the fields
    // recipients, body and sender are those of its connector (https://learn.microsoft.com/connectors/taqnyat/), which
    // answers { statusCode, messageId, … }. Its codes are HTTP's; no page that we read says that 201 means taken.
    name: 'taqnyat',
    values: {
      url: 'https://api.taqnyat.sa/v1/messages',
      method: 'POST',
      encoding: 'json',
      body: '{\n  "recipients": ["{to}"],\n  "body": "{text}",\n  "sender": "{sender}"\n}',
      auth: 'bearer',
      numberFormat: 'international',
      successPath: 'statusCode',
      successValues: '200, 201',
      idPath: 'messageId',
      errorPath: 'statusCode',
      errorTextPath: 'message',
    },
  },
  {
    // https://msegat.docs.apiary.io and its Postman collection: HTTPS POST with parameters in the body, user name and
    // API key among them, the list of codes below. It documents no id in the answer; ours is used.
    name: 'msegat',
    values: {
      url: 'https://www.msegat.com/gw/sendsms.php',
      method: 'POST',
      encoding: 'form',
      body: 'userName={user}\napiKey={secret}\nnumbers={to}\nuserSender={sender}\nmsg={text}\nmsgEncoding=UTF8',
      auth: 'none',
      numberFormat: 'international',
      successPath: 'code',
      successValues: '1, M0000',
      errorPath: 'code',
      errorTextPath: 'message',
      errorMap:
        'M0001 = final\nM0002 = credentials\n1020 = credentials\n1060 = no_credit\n1061 = final\n1110 = credentials\n1120 = final\n1140 = final',
    },
  },
];
