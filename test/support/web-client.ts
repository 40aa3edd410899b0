/** A client with cookies that follows nothing by itself: what a browser is told can be looked at step by step. */
export interface WebClient {
  readonly cookies: Map<string, string>;
  get(address: string, headers?: Record<string, string>): Promise<Response>;
  post(address: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
}

export function createWebClient(base: string): WebClient {
  const cookies = new Map<string, string>();
  const send = async (
    address: string,
    init: Omit<RequestInit, 'headers'> & { headers: Record<string, string> },
  ): Promise<Response> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(address, base), {
      ...init,
      redirect: 'manual',
      headers: { accept: 'text/html', ...(cookie === '' ? {} : { cookie }), ...init.headers },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  return {
    cookies,
    get: (address, headers = {}) => send(address, { headers }),
    post: (address, fields, headers = {}) =>
      send(address, { method: 'POST', body: new URLSearchParams(fields), headers }),
  };
}

/** Where an answer sends the browser. */
export function locationOf(response: Response): string {
  return response.headers.get('location') ?? '';
}

/** The value of a hidden field of the page's forms. */
export function hiddenField(html: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
}

/** Signs in as the demonstration account of an index; gives the answer of the way back. */
export async function signInByForm(client: WebClient, account: number, back = '/'): Promise<Response> {
  const departure = await client.get(`/sign-in?return=${encodeURIComponent(back)}`);
  const html = await (await client.get(locationOf(departure))).text();
  const fields = {
    state: hiddenField(html, 'state'),
    challenge: hiddenField(html, 'challenge'),
    account: String(account),
  };
  return client.get(locationOf(await client.post('/dev/authorize', fields)));
}
