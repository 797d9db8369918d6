// Work that is done one at a time: asked for while it is under way, it is done once more, since only the last counts.
export function latest(work, said) {
  let busy = false;
  let again = false;
  return async function run() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      await work();
    } catch (error) {
      said.textContent = error.message;
    } finally {
      busy = false;
    }
    if (again) {
      again = false;
      await run();
    }
  };
}
