export async function run(context) {
  await context.check('first', () => {});
  for (;;);
}
