/**
 * Lets a jest worker that has nothing more to do end at once. Jest gives it 500 ms, and complains of specs that leave
 * something open; but to take apart a heap of some hundred specs can take longer than that by itself, on a busy machine.
 * What a spec does leave open keeps the worker from ever getting here, and jest says so as before.
 */
if (process.env.JEST_WORKER_ID !== undefined) process.once('beforeExit', () => process.exit());
