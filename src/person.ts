/** Somebody as the chat knows them: the numeric id tells who it is, the name is only for people. */
export type Person = { readonly id: number; readonly name: string };
