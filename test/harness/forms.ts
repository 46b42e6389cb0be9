import { v7 as uuidv7 } from 'uuid';
import { type Challenge, hash, type Solution } from '../../src/channels/forms/forms.proof.js';
import { waitFor } from './wait-for.js';

interface Answer {
  status: number;
  body: Record<string, unknown> & { code?: string; errors?: { path: string; message: string }[] };
}

/** A page of the public forms, over real HTTP: it solves the puzzle, sends files in parts and the form itself. */
export class FormPage {
  private constructor(
    readonly url: string,
    readonly id: string,
    readonly ticket: string,
    readonly language: 'ar' | 'en',
  ) {}

  /** @throws Error when the hub does not open the form */
  static async open(hubUrl: string, id = uuidv7(), language: 'ar' | 'en' = 'ar'): Promise<FormPage> {
    const url = `${hubUrl}/channels/forms/default`;
    const challenge = (await (await fetch(`${url}/challenges`, { method: 'POST' })).json()) as Challenge;
    const opened = await send(`${url}/drafts/${id}`, 'PUT', solve(challenge));
    if (opened.status !== 200) throw new Error(`The form was answered with ${opened.status}.`);
    return new FormPage(url, id, String(opened.body['ticket']), language);
  }

  /** Sends the form, as soon as the hub finds that a person could have filled it in. */
  async send(form: 'help' | 'volunteer', fields: object): Promise<Answer> {
    let answer!: Answer;
    await waitFor(async () => {
      answer = await this.sendNow(form, fields);
      return answer.body.code !== 'forms.too_fast';
    });
    return answer;
  }

  sendNow(form: string, fields: object): Promise<Answer> {
    return send(`${this.url}/${form}`, 'POST', { id: this.id, ...fields }, this.headers());
  }

  part(fileId: string, number: number, content: Buffer): Promise<Answer> {
    return send(
      `${this.url}/drafts/${this.id}/files/${fileId}/parts/${number}`,
      'PUT',
      content,
      this.headers(),
    );
  }

  finish(fileId: string, fileName: string, parts: number): Promise<Answer> {
    return send(`${this.url}/drafts/${this.id}/files/${fileId}`, 'PUT', { fileName, parts }, this.headers());
  }

  /** @returns the file's id */
  async upload(fileName: string, content: Buffer, partBytes = 128 * 1024): Promise<string> {
    const fileId = uuidv7();
    const parts = Math.ceil(content.length / partBytes);
    for (let number = 0; number < parts; number += 1) {
      const answer = await this.part(
        fileId,
        number,
        content.subarray(number * partBytes, (number + 1) * partBytes),
      );
      if (answer.status !== 204) throw new Error(`A part was answered with ${answer.status}.`);
    }
    const answer = await this.finish(fileId, fileName, parts);
    if (answer.status !== 200) throw new Error(`The file was answered with ${answer.status}.`);
    return fileId;
  }

  outcome(): Promise<Answer> {
    return send(`${this.url}/drafts/${this.id}`, 'GET', undefined, this.headers());
  }

  private headers(): Record<string, string> {
    return { authorization: `Bearer ${this.ticket}`, 'accept-language': this.language };
  }
}

/** Tries one number after the other, as a page does. */
export function solve({ salt, target, most, expires, signature }: Challenge): Solution {
  for (let number = 0; number <= most; number += 1) {
    if (hash(salt, number) === target) return { salt, number, expires, signature };
  }
  throw new Error('The puzzle has no answer.');
}

/** @param body bytes go as they are, everything else as JSON */
export async function send(
  url: string,
  method: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const bytes = Buffer.isBuffer(body);
  const response = await fetch(url, {
    method,
    headers: {
      ...(body && { 'content-type': bytes ? 'application/octet-stream' : 'application/json' }),
      ...headers,
    },
    ...(body && { body: bytes ? new Uint8Array(body) : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text ? (JSON.parse(text) as Answer['body']) : {} };
}
