import { REQUEST_STATES, ruleOf, TRANSITIONS, type TransitionAction } from './request.states.js';

const HEAD = ['step', 'from', 'to', 'who may', 'needs a reason', 'can be undone'];

/** docs/request-states.md, drawn from the table of transitions: `npm run docs:states` writes it, a test holds it to it. */
export function drawStates(): string {
  const actions = Object.keys(TRANSITIONS) as TransitionAction[];
  const arrows = actions.flatMap((action) => {
    const { from, to } = ruleOf(action);
    return from.map((state) => `    ${state} --> ${to}: ${action}`);
  });
  const ends = REQUEST_STATES.filter((state) => !actions.some((one) => ruleOf(one).from.includes(state)));
  const rows = actions.map((action) => {
    const { from, to, who, undo, reason } = ruleOf(action);
    const cells = [
      `\`${action}\``,
      from.join(', '),
      to,
      who.map((mover) => `\`${mover}\``).join(', '),
      reason ? 'yes' : '',
      undo ? 'yes' : '',
    ];
    return cells;
  });
  return `# How a support request goes

Drawn by \`npm run docs:states\` from \`TRANSITIONS\` in \`src/modules/requests/request.states.ts\`; edit that, not this. There is
no other way from state to state. Each step is kept in \`request_transition\` and in the audit.

\`\`\`mermaid
stateDiagram-v2
    [*] --> ${REQUEST_STATES[0]}
${arrows.join('\n')}
${ends.map((state) => `    ${state} --> [*]`).join('\n')}
\`\`\`

Who may: a permission, \`person\` (whom the request is about, on their own page) or \`hub\` (when something has happened).
What can be undone is undone by whoever may do it, as long as no other step has followed.

${table([HEAD, ...rows])}

What else must be true:

- \`submit\`: a name, an ID number and every required field. It begins the round: the answer's earliest and promised day are
  computed then, in Riyadh, and never change. \`appeal\` begins the next round, within the decision's time for it.
- \`verify\`: every required paper verified or waived and valid today, every datum that is to be verified verified as it is now.
- \`study\`, \`study_again\`: the same, and an attestation in force.
- \`deliver\`: the decision was to accept.

Whoever is refused is told everything that is missing at once.
`;
}

/** As the formatter wants it, each column as wide as its widest cell. */
function table(rows: string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (cells: string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const [head, ...body] = rows.map(line);
  return [head, line(widths.map((width) => '-'.repeat(width))), ...body].join('\n');
}
