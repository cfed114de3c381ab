/** Infographics of the sample portal: tall pictures with words and figures. */
export const infographics: Readonly<Record<string, () => string>> = {};
