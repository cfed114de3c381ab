/** Writes what is made from the schema of newsroom.yaml: the editor's JSON Schema and the reference in the docs (`npm run -s newsroom:schema`). */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { newsroomFile } from '../newsroom-schema.ts';

const reference = '\\$\\{[A-Z][A-Z0-9_]*\\}';

/** The text of newsroom.schema.json, for editors that know YAML schemas. A reference to a variable may stand for any text. */
export function schemaText(): string {
  const schema = z.toJSONSchema(newsroomFile, {
    io: 'input',
    target: 'draft-7',
    override: ({ jsonSchema }) => {
      if (typeof jsonSchema.pattern === 'string') jsonSchema.pattern = `(?:${jsonSchema.pattern})|${reference}`;
      delete jsonSchema.format;
    },
  });
  const head = { title: 'newsroom.yaml', description: 'Portals, Pages, people and rules of a newsroom.' };
  return `${JSON.stringify({ ...schema, ...head }, null, 2)}\n`;
}

const described = z.object({
  description: z.string().optional(),
  type: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  get properties() {
    return z.record(z.string(), described).optional();
  },
  get items() {
    return described.optional();
  },
  get anyOf() {
    return z.array(described).optional();
  },
});
type Described = z.infer<typeof described>;

/** docs/newsroom.md: every key in the order of the schema, its form and its sentence. */
export function referenceText(): string {
  const schema = described.parse(JSON.parse(schemaText()));
  const sections = Object.entries(schema.properties ?? {}).map(([key, value]) => sectionOf(key, value));
  return `${intro}\n${sections.join('\n\n')}\n`;
}

const intro = `# newsroom.yaml

<!-- Made by \`npm run -s newsroom:schema\` from src/newsroom-schema.ts: change it there. -->

Many portals, many Pages, people, timetables, targets: what does not fit into \`.env\`. The file lies beside \`.env\` (or where NEWSROOM_CONFIG
says) and is optional, as nearly every key in it is. What it leaves out comes from \`.env\`, else from the default that its sentence tells. Where both
speak of the same thing the file holds, and \`doctor\` says so. [newsroom.example.yaml](newsroom.example.yaml) is a whole one to begin with.

- **First line**, so that the editor helps: \`# yaml-language-server: $schema=./newsroom.schema.json\`
- **Secrets** stay in \`.env\`: write \`token: \${PAGE_TOKEN_HALAM}\` here and \`PAGE_TOKEN_HALAM=…\` there. \`\${NAME}\` may stand in any text; within
  \`[ ]\` and \`{ }\` it needs quotes. A plain \`\${\` is written \`$\${\`. A token that stands in the file itself is refused.
- **Spans of time** are \`45s\`, \`30m\`, \`2h\`, \`7d\`; times of day \`HH:mm\` in the newsroom's zone; days \`yyyy-MM-dd\`.
- **The same thing twice:** \`&name\` marks a part, \`*name\` repeats it, \`<<: *name\` takes over its keys.
- **Mistakes** are told all at once, each with its line and what to write instead: \`npm run -s fanpage -- doctor\`. Nothing starts with a broken file.
- **Changes** are taken over by the running service within five seconds, or at once on SIGHUP: sources, people, timetables, rules, targets, Pages and their
  tokens. The bot, the time zone of the jobs and the store wait for a restart, and it says so. A broken change is refused, told to the staff chat, and the old one stays.
`;

type Row = { readonly path: string; readonly form: string; readonly text: string };

function sectionOf(key: string, schema: Described): string {
  const rows = [rowOf(key, schema, false), ...rowsOf(key, schema)];
  const table = ['| key | form | meaning |', '| --- | --- | --- |', ...rows.map((row) => `| \`${row.path}\` | ${cell(row.form)} | ${cell(row.text)} |`)];
  return `## ${key}\n\n${table.join('\n')}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function rowOf(path: string, schema: Described, needed: boolean): Row {
  return { path, form: formOf(schema), text: `${needed ? '**Required.** ' : ''}${schema.description ?? ''}` };
}

/** Rows of what stands below; `[]` marks an entry of a list. What a Page repeats of the whole newsroom is said once. */
function rowsOf(path: string, schema: Described): Row[] {
  const list = schema.items;
  if (list?.properties !== undefined) return rowsOf(`${path}[]`, list);
  const forms = [schema, ...(schema.anyOf ?? [])];
  return forms.flatMap(({ properties = {}, required = [] }) =>
    Object.entries(properties).flatMap(([key, value]) => {
      const row = rowOf(`${path}.${key}`, value, required.includes(key));
      const repeated = path === 'pages[]' && shared.has(key);
      return repeated
        ? [{ ...row, text: `As [${key}](#${key.toLowerCase()}) of the whole newsroom, for this Page alone.` }]
        : [row, ...rowsOf(row.path, value)];
    }),
  );
}

const shared = new Set(['timetable', 'approval', 'approvals', 'twoApprovalsFor', 'deadlines', 'templates', 'utm', 'targets']);

function formOf(schema: Described): string {
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(formOf))].join(' or ');
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((word) => `\`${String(word)}\``).join(', ');
  if (schema.type === 'array') return `list of ${schema.items === undefined ? 'anything' : formOf(schema.items)}`;
  if (schema.type === 'object') return 'keys';
  if (schema.type === 'string') return 'text';
  if (schema.type === 'boolean') return 'true, false';
  const { minimum, maximum } = schema;
  const limits = minimum !== undefined && maximum !== undefined && maximum < 9e15 ? ` ${minimum} to ${maximum}` : '';
  return `number${limits}`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync('newsroom.schema.json', schemaText());
  writeFileSync('docs/newsroom.md', referenceText());
}
