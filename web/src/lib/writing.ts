/**
 * For Mantine's fields: the words decide their own direction. Its `dir` prop turns the whole field round,
 * icons included, so the attribute goes to the input alone.
 */
export const ownDirection = { input: { dir: 'auto' } };
