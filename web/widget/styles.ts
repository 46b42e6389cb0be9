/**
 * Everything is inside the shadow root. The host's own rules are `!important`, which inside a shadow tree
 * beats even the page's `!important`. Sizes are in px: the page's root font size is none of ours.
 */
export const STYLES = `
:host {
  all: initial !important; display: block !important; position: fixed !important; inset: auto !important;
  width: 0 !important; height: 0 !important; z-index: 2147483000 !important; visibility: visible !important;
}
@media print { :host { display: none !important } }
* { box-sizing: border-box; margin: 0 }
[hidden] { display: none !important }
.root {
  --ink: #17302d; --soft: #52706c; --line: #d5e3e0; --page: #f4f8f7; --deep: #0f5c57; --deeper: #0a4744;
  --mine: #dcefeb; --alarm: #a32218;
  font: 400 17px/1.6 "IBM Plex Sans Arabic", system-ui, -apple-system, "Segoe UI", "Noto Sans Arabic", Tahoma, sans-serif;
  color: var(--ink); text-align: start; -webkit-text-size-adjust: 100%;
}
button, input, textarea { font: inherit; color: inherit; letter-spacing: inherit }
button { cursor: pointer; border: 0; background: none; padding: 0; touch-action: manipulation }
button:disabled { cursor: default }
:focus-visible { outline: 3px solid #e09b00; outline-offset: 2px }
.icon { width: 26px; height: 26px; flex: none; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }
.hush { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }

.launcher {
  position: fixed; inset-block-end: max(20px, env(safe-area-inset-bottom)); inset-inline-end: 20px;
  display: flex; align-items: center; gap: 10px; min-height: 60px; padding: 0 24px 0 20px; border-radius: 30px;
  background: var(--deep); color: #fff; font-weight: 600; font-size: 18px;
  box-shadow: 0 2px 6px rgb(10 71 68 / .25), 0 10px 28px rgb(10 71 68 / .28);
}
[dir=rtl] .launcher { padding: 0 20px 0 24px }
.launcher:hover { background: var(--deeper) }
.badge {
  position: absolute; inset-block-start: -7px; inset-inline-start: -5px; min-width: 30px; height: 30px; padding: 0 8px;
  border-radius: 15px; border: 2px solid #fff; background: #b3261e; font-size: 16px; line-height: 26px; font-weight: 700; text-align: center;
}

.panel {
  position: fixed; inset-block-end: max(20px, env(safe-area-inset-bottom)); inset-inline-end: 20px;
  display: flex; flex-direction: column; width: 400px; height: min(660px, calc(100vh - 40px)); overflow: hidden;
  background: #fff; border-radius: 18px; box-shadow: 0 0 0 1px rgb(10 71 68 / .1), 0 18px 60px rgb(10 40 38 / .3);
}
.head { display: flex; align-items: center; gap: 12px; padding: 14px 20px; padding-inline-end: 10px; background: var(--deep); color: #fff }
.title { flex: 1; min-width: 0 }
.title h2 { font-size: 19px; font-weight: 600; line-height: 1.4; overflow-wrap: anywhere }
.status { display: flex; align-items: center; gap: 8px; font-size: 15px; line-height: 1.45; color: #d3eae6 }
.status::before { content: ""; flex: none; width: 10px; height: 10px; border-radius: 50%; background: #9db8b4 }
.status[data-is=online]::before { background: #6ee7a0 }
.status[data-is=down]::before { background: #ffc46b }
.round { display: grid; place-items: center; width: 48px; height: 48px; flex: none; border-radius: 50% }
.head .round:hover { background: rgb(255 255 255 / .14) }

.log { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 18px 16px; background: var(--page); display: flex; flex-direction: column; gap: 6px }
.welcome { margin-block: auto; padding: 26px 14px; text-align: center; text-wrap: balance }
.welcome h3 { font-size: 22px; font-weight: 600; line-height: 1.5 }
.welcome p { color: var(--soft); margin-block-start: 6px }
.older { align-self: center; min-height: 44px; padding: 0 18px; border-radius: 22px; border: 1px solid var(--line); background: #fff; color: var(--deep); font-size: 15px; font-weight: 600 }
.day { align-self: center; margin: 12px 0 6px; font-size: 14px; color: var(--soft); text-align: center }
.row { display: flex; flex-direction: column; align-items: flex-start; max-width: 86%; align-self: flex-start }
.row.mine { align-items: flex-end; align-self: flex-end }
.bubble { max-width: 100%; padding: 10px 15px; border-radius: 16px; background: #fff; border: 1px solid var(--line); overflow-wrap: anywhere; white-space: pre-wrap }
.row:not(.mine) .bubble { border-end-start-radius: 4px }
.row.mine .bubble { background: var(--mine); border-color: #c2e0d9; border-end-end-radius: 4px }
.bubble a { color: var(--deep); text-underline-offset: 3px }
.row.failed .bubble { border-color: var(--alarm); background: #fdf1ef }
.meta { display: flex; flex-wrap: wrap; align-items: center; gap: 0 6px; padding: 3px 4px 4px; font-size: 14px; line-height: 1.5; color: var(--soft) }
.meta .icon { width: 17px; height: 17px; stroke-width: 2.4 }
.meta .sent { color: var(--deep) }
.failed .meta { color: var(--alarm) }
.text { min-height: 44px; padding: 0 10px; color: var(--deep); font-weight: 600; text-decoration: underline; text-underline-offset: 4px }
.meta .text { font-size: 15px }
.files { display: flex; flex-direction: column; gap: 6px; max-width: 100%; margin-block-start: 6px }
.bubble + .files { margin-block-start: 6px }
.picture { display: block; border-radius: 14px; overflow: hidden; border: 1px solid var(--line); background: #fff; min-height: 48px }
.picture img { display: block; max-width: 100%; max-height: 260px; object-fit: contain }
.chip { display: flex; align-items: center; gap: 10px; max-width: 100%; min-height: 52px; padding: 6px 14px; border-radius: 14px; border: 1px solid var(--line); background: #fff; text-align: start; font-size: 15px; line-height: 1.4 }
button.chip:hover { border-color: var(--deep) }
.chip .icon { color: var(--deep) }
.chip .name { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 600 }
.chip .about { display: block; color: var(--soft); font-size: 14px }
.chip > span { min-width: 0; flex: 1 }
.chip.bad { border-color: var(--alarm) } .chip.bad .about { color: var(--alarm) }
.bar { display: block; height: 5px; margin-block: 3px; border-radius: 3px; background: var(--line); overflow: hidden }
.bar > span { display: block; height: 100%; border-radius: 3px; background: var(--deep) }

.card { margin-block: 10px; padding: 18px; border-radius: 16px; background: #fff; border: 1px solid var(--line) }
.card h3 { font-size: 18px; font-weight: 600; line-height: 1.5 }
.card p { color: var(--soft); font-size: 16px; line-height: 1.6 }
.card label { display: block; margin-block-start: 12px; font-weight: 600; font-size: 16px }
.card input { display: block; width: 100%; min-height: 52px; margin-block-start: 4px; padding: 8px 14px; border: 1.5px solid #8aa5a1; border-radius: 12px; background: #fff }
.card input:focus { outline: 0; border-color: var(--deep); box-shadow: 0 0 0 2px var(--deep) }
.card input[aria-invalid] { border-color: var(--alarm) }
.card .wrong { color: var(--alarm); font-size: 15px; line-height: 1.5; margin-block-start: 4px }
.actions { display: flex; align-items: center; gap: 8px; margin-block-start: 16px }
.main { min-height: 52px; padding: 0 28px; border-radius: 26px; background: var(--deep); color: #fff; font-weight: 600 }
.main:hover { background: var(--deeper) }
.thanks { align-self: center; padding: 8px 16px; color: var(--deep); font-weight: 600; text-align: center }

.composer { padding: 10px 10px max(10px, env(safe-area-inset-bottom)); border-block-start: 1px solid var(--line); background: #fff }
.tray { display: flex; flex-direction: column; gap: 6px; max-height: 190px; overflow-y: auto; margin-block-end: 8px }
.tray .chip { padding-inline-end: 4px }
.tray .round { width: 44px; height: 44px }
.line { display: flex; align-items: flex-end; gap: 4px }
.line .round { color: var(--deep) }
.line .round:hover { background: var(--page) }
.line textarea { flex: 1; min-width: 0; min-height: 50px; max-height: 168px; padding: 10px 14px; border: 1.5px solid #8aa5a1; border-radius: 16px; background: #fff; resize: none; line-height: 1.6; overflow-y: auto }
.line textarea:focus { outline: 0; border-color: var(--deep); box-shadow: 0 0 0 2px var(--deep) }
.line textarea::placeholder { color: #5d7a76; opacity: 1 }
.line .round.go { margin-inline-start: 4px; width: 50px; height: 50px; background: var(--deep); color: #fff }
.line .round.go:hover { background: var(--deeper) }
.line .round.go:disabled { background: #dfe8e6; color: #7b938f }
.note { padding: 0 6px 6px; font-size: 15px; color: var(--alarm) }

@media (max-width: 520px), (max-height: 480px) {
  .panel { inset: var(--shift, 0) 0 auto; width: auto; height: var(--visible, 100%); border-radius: 0; box-shadow: none }
  .launcher { inset-inline-end: 14px; inset-block-end: max(14px, env(safe-area-inset-bottom)) }
  .head { padding-block-start: max(12px, env(safe-area-inset-top)) }
}
@media (prefers-reduced-motion: no-preference) {
  .panel:not([hidden]) { animation: rise .18s ease-out }
  .launcher, button { transition: background-color .15s }
  @keyframes rise { from { opacity: 0; transform: translateY(12px) } }
}
@media (forced-colors: active) {
  .launcher, .panel, .bubble, .round, .main { border: 1px solid ButtonText }
}
`;

/** Puts the styles in without a `style` element, so that a strict content security policy has no say. */
export function dress(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    root.adoptedStyleSheets = [sheet];
  } catch {
    // Browsers of before 2023.
    const style = document.createElement('style');
    style.textContent = STYLES;
    root.append(style);
  }
}
