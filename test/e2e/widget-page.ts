import type { Locator, Page } from 'playwright-core';

/** The parts of the widget on a page. */
export const widget = (page: Page) => {
  const root = page.locator('insat-chat');
  return {
    launcher: root.locator('.launcher'),
    badge: root.locator('.badge'),
    panel: root.getByRole('dialog'),
    log: root.getByRole('log'),
    field: root.getByRole('textbox', { name: /اكتب رسالتك|Write your message/ }),
    send: root.getByRole('button', { name: /^(إرسال|Send)$/ }),
    close: root.getByRole('button', { name: /إغلاق|Close/ }),
    chooser: root.locator('input[type=file]'),
    form: root.getByRole('form'),
    status: root.locator('.status'),
    bubble: (text: string) => root.locator('.bubble', { hasText: text }),
    confirmed: (text: string) => root.locator('.row', { hasText: text }).locator('.icon.sent'),
  };
};

/** Writes a message and sends it. */
export async function say(page: Page, text: string): Promise<void> {
  const { field, send } = widget(page);
  await field.fill(text);
  await send.click();
}

export const shown = (locator: Locator) => locator.first().waitFor({ state: 'visible', timeout: 15_000 });
