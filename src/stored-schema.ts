/** The form of the stored data that this version writes; a change that older code could not read raises it (see `adapters/store/migrations.ts`). */
export const storedSchema = 1;
