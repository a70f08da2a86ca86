// Sentences for members that mean the same in every class, where the class says nothing of its own.

export const MEMBERS = new Map(Object.entries({
  forward: 'What a call computes; call the object itself, which runs the hooks as well.',
}));
