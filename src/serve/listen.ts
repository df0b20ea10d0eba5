import { type Server as HttpServer } from 'node:http';
import { type Server } from 'probot';
import { RelayError } from '../errors.ts';

/** Has a server of Probot's listen. Rejects with a RelayError where the port is taken. */
export const listen = async (server: Server, where: { host: string; port: number }): Promise<HttpServer> => {
  try {
    return await server.start();
  } catch (error) {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error;
    throw new RelayError('port-in-use', `${where.host}:${where.port}`, { cause: error });
  }
};
