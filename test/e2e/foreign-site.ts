import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a page does at its worst, and more: the widget must not care. */
const HOSTILE_CSS = `
  * { font-size: 5px !important; color: #f0f !important; letter-spacing: 9px !important; direction: ltr !important }
  html { font-size: 3px }
  body { transform: scale(.5); filter: blur(1px) }
  div, section, button, textarea, form, header, span, svg { display: none !important }
  html > * { opacity: .9 }
  insat-chat { display: none !important; width: 0 !important; visibility: hidden !important; position: static !important }
`;

/** Somebody else's website, on an origin of its own, with the widget's tag and a strict policy. */
export class ForeignSite {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** @param hub origin of the hub */
  static async start(hub: string): Promise<ForeignSite> {
    const policy = [
      "default-src 'none'",
      `script-src 'self' ${hub}`,
      `connect-src ${hub} ${hub.replace('http', 'ws')}`,
      'img-src blob:',
      "style-src 'self'",
      "frame-src 'self'",
      "require-trusted-types-for 'script'",
    ].join('; ');
    const server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://site');
      if (pathname === '/hostile.css') {
        response.writeHead(200, { 'content-type': 'text/css' }).end(HOSTILE_CSS);
      } else if (pathname === '/watch.js') {
        response.writeHead(200, { 'content-type': 'text/javascript' }).end(WATCH);
      } else {
        const language = searchParams.get('lang') ?? 'ar';
        response.writeHead(200, {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': policy,
        });
        response.end(
          pathname === '/framed' ? framed(language) : page(hub, language, searchParams.has('calm')),
        );
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ForeignSite(server, `http://localhost:${(server.address() as AddressInfo).port}`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** The page's own script: what it had before the widget came, and what went wrong since. */
const WATCH = `
  window.before = new Set(Object.getOwnPropertyNames(window));
  window.troubles = [];
  addEventListener('error', (event) => troubles.push(String(event.message)));
  addEventListener('unhandledrejection', (event) => troubles.push(String(event.reason)));
  addEventListener('securitypolicyviolation', (event) => troubles.push(event.violatedDirective));
  window.keys = 0;
  addEventListener('keydown', () => { keys += 1 });
`;

function page(hub: string, language: string, calm: boolean): string {
  return `<!doctype html>
<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>A foreign page</title>
${calm ? '' : '<link rel="stylesheet" href="/hostile.css">'}
<script src="/watch.js"></script>
<script src="${hub}/widget.js" data-account="default" async></script>
<h1>${language === 'ar' ? 'جمعية البر' : 'A charity'}</h1>
<p>${'نص الصفحة '.repeat(200)}</p>
</html>`;
}

/** Without \`allow-same-origin\` a frame has no storage at all. */
function framed(language: string): string {
  return `<!doctype html><iframe sandbox="allow-scripts" src="/?lang=${language}" width="400" height="700"></iframe>`;
}
