/** Where the globals of one rendering keep what filters need and no template may read: context, extension, layout. */
export const HOST = Symbol("host");

export const hostOf = (filter) => filter.context.globals[HOST];
