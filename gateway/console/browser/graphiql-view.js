/* global React, ReactDOM, GraphiQL */

/** Kept in memory only: queries name children, and a shared computer keeps nothing of them. */
function memoryStorage() {
  const items = new Map();
  return {
    getItem: (/** @type {string} */ key) => items.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void items.set(key, value),
    removeItem: (/** @type {string} */ key) => void items.delete(key),
    clear: () => items.clear(),
    get length() {
      return items.size;
    },
  };
}

/**
 * Shows GraphiQL. `update` puts another query or other headers into its editors.
 * @param {{ container: HTMLElement, fetcher: Function, query: string, headers: object }} options
 */
export function openGraphiql({ container, fetcher, query, headers }) {
  const root = ReactDOM.createRoot(container);
  const storage = memoryStorage();
  const shown = { query, headers: JSON.stringify(headers, null, 2) };
  let typed = query;
  const onEditQuery = (/** @type {string} */ text) => {
    typed = text;
  };
  const render = () =>
    root.render(
      React.createElement(GraphiQL, {
        fetcher,
        query: shown.query,
        headers: shown.headers,
        storage,
        onEditQuery,
        forcedTheme: 'light',
        defaultEditorToolsVisibility: 'headers',
        isHeadersEditorEnabled: true,
        shouldPersistHeaders: false,
        showPersistHeadersSettings: false,
      }),
    );
  render();
  return {
    /** The query as it stands in the editor. */
    typedQuery: () => typed,
    /** @param {{ query?: string, headers?: object }} next */
    update(next) {
      if (next.headers) shown.headers = JSON.stringify(next.headers, null, 2);
      if (next.query !== undefined) {
        // The editor follows a change of the property only; the text typed meanwhile is one that it must see.
        if (typed !== shown.query) {
          shown.query = typed;
          render();
        }
        shown.query = typed = next.query;
      }
      render();
    },
  };
}
