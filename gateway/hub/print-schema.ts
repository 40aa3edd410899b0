import { createHubSchema } from './schema';

process.stdout.write(createHubSchema().sdl);
