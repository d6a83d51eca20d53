/**
 * Returns an action whose module is loaded only when its command runs. Importing every action up front would make
 * `--help` load knex, Koa and the rest of the server.
 *
 * @param load imports the module and returns the action
 */
export function loadedAction<Args extends readonly unknown[]>(
  load: () => Promise<(...args: Args) => void | Promise<void>>,
): (...args: Args) => Promise<void> {
  return async (...args) => {
    const action = await load();
    await action(...args);
  };
}
