/** A template with its fields filled in. Pure. */
import type { templateFields } from '../newsroom.ts';

export type Fields = Readonly<Record<(typeof templateFields)[number], string>>;

const field = /\{([a-z]+)\}/g;

function isField(name: string, fields: Fields): name is keyof Fields {
  return Object.hasOwn(fields, name);
}

/** A line whose fields are all empty is left out, with its words. `{link}` is filled in once. */
export function fillTemplate(template: string, fields: Fields): string {
  let linked = false;
  const valueFor = (name: string): string => {
    if (!isField(name, fields) || (name === 'link' && linked)) return '';
    if (name === 'link') linked = true;
    return fields[name];
  };
  const lines = template.split('\n').flatMap((line) => {
    const values: string[] = [];
    const filled = line.replace(field, (_, name: string) => {
      const value = valueFor(name);
      values.push(value);
      return value;
    });
    return values.length > 0 && values.every((value) => value === '') ? [] : [filled.trimEnd()];
  });
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** The words of the template itself, which are the newsroom's and not the article's. */
export function wordsOfTemplate(template: string): string {
  return template.replace(field, ' ');
}
