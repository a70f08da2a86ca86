export async function run(context) {
  await context.check('first', () => {});
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => {});
}
