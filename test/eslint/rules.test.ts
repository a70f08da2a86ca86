import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint, type Linter } from 'eslint';
import nodetorch from 'nodetorch/eslint';
import tseslint from 'typescript-eslint';
import { beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

// A line that is to be found ends with the rule and a part of what it says.
const code = `
import * as torch from 'nodetorch';
import { nn } from 'nodetorch';
declare const t: torch.Tensor, u: torch.Tensor, maybe: torch.Tensor | null, p: nn.Parameter, some: number[], i: number;
declare const port: MessagePort, anything: any;
if (t) i; // condition: t.item()
while (t.gt(0)) i; // condition: t.any().item()
for (; p; ) i; // condition: always true
!t; // condition: always true
t && i; // condition: always true
t.eq(u) || i; // condition: always true
t ? 1 : 2; // condition: always true
if (maybe) maybe.sum();
if (!maybe || maybe.gt(0).any().item()) i;
i && t;
if (some.length) i;
if (anything) i;
t.item() > 0 ? 1 : 2;
t == u; // operator: a.eq(b)
p != u; // operator: a.ne(b)
maybe == null;
t === u;
(t as any) + u; // operator: a.add(b)
t + 'text'; // operator: a.add(b)
t < u; // operator: a.lt(b)
-t; // operator: a.neg()
-t.item();
let v = t;
(v as any) += 1;
v *= 2; // operator: a.mul_(b)
v++; // operator: a.add()
i + 1;
t[0]; // member: t.index(0)
t[i]; // member: t.index(i)
t[0] = 1; // member: t.index_put_([0], value)
t['shape'];
t.no_such_name; // member: no member 'no_such_name'
t.foo = 1; // member: no member 'foo'
t.grad = null;
p.data = t;
maybe!.sum().nothing; // member: no member 'nothing'
some[0];
anything[0].x;
({ ...t }); // clone: no fields of use
({ ...some });
[...t];
Math.max(...some);
structuredClone(t); // clone: t.numpy()
port.postMessage({ t, more: [u] }); // clone: 'postMessage' refuses tensors // clone: 'postMessage' refuses tensors
port.postMessage({ t: t.share_memory_() });
port.postMessage({ data: t.numpy(), shape: [...t.shape] });
`;

let found: Linter.LintMessage[];

const lint = async (parserOptions: object): Promise<Linter.LintMessage[]> => {
  const eslint = new ESLint({
    cwd: root, overrideConfigFile: true, ignore: false,
    overrideConfig: [
      { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser as Linter.Parser, parserOptions } },
      nodetorch.configs.recommended,
    ],
  });
  const [result] = await eslint.lintText(code, { filePath: join(root, 'a_program.ts') });
  return result!.messages;
};

beforeAll(async () => {
  const projectService = { allowDefaultProject: ['*.ts'], defaultProject: 'test/tsconfig.json' };
  found = await lint({ projectService, tsconfigRootDir: root });
}, 300_000); // It makes the types of the library.

const lines = code.split('\n').map((line, i) => [i + 1, line] as const).filter(([, line]) => line !== '');

test.each(lines)('line %i: %s', (number, line) => {
  const wanted = line.split('// ').slice(1).map((text) => /^(\w+): (.*)$/.exec(text.trim())!.slice(1));
  const said = found.filter((each) => each.line === number);
  expect(said.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toHaveLength(wanted.length);
  for (const [i, [rule, part]] of wanted.entries()) {
    expect(said[i]!.ruleId).toMatch(new RegExp(`^nodetorch/no-.*${rule}$`));
    expect(said[i]!.message).toContain(part);
  }
});

test('without types the rules say what they need', async () => {
  await expect(lint({})).rejects.toThrow("the rules of 'nodetorch/eslint' need types");
});
