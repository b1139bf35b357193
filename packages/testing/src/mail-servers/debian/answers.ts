import { connect } from 'node:net';

/** Whether a server of this machine takes connections. */
export const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1').once('error', () => resolve(false)).once('connect', () => (socket.destroy(), resolve(true)));
  });
