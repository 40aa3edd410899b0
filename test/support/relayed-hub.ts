import { startRelay, type Relay } from './relay';
import { startHub, type TestHub } from './running-hub';

/** A hub whose gateway reaches the council through a relay that can be made to fail. The relay ends with the hub. */
export async function startRelayedHub(): Promise<{ hub: TestHub; council: Relay }> {
  let council: Relay | undefined;
  const hub = await startHub({
    children: 8,
    reroute: async (urls) => {
      council = await startRelay(Number(new URL(urls.council).port));
      return { council: `http://127.0.0.1:${council.port}/graphql` };
    },
  });
  const relay = council!;
  const stop = async (): Promise<void> => {
    await hub.stop();
    await relay.close();
  };
  return { hub: { ...hub, stop }, council: relay };
}
