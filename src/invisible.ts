/** Signs that nobody sees and that no word is made of: what turns, joins or hides letters. Pure. */

/** Without them; an emoji's joiner stays. */
export function withoutInvisible(text: string): string {
  return text
    .replace(/\u034f|[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g, '')
    .replace(/(?<!\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?)\u200d|\u200d(?!\p{Extended_Pictographic})/gu, '');
}
