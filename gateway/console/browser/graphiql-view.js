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
  const render = (/** @type {object} */ shownHeaders) =>
    root.render(
      React.createElement(GraphiQL, {
        fetcher,
        query,
        headers: JSON.stringify(shownHeaders, null, 2),
        storage,
        forcedTheme: 'light',
        defaultEditorToolsVisibility: 'headers',
        isHeadersEditorEnabled: true,
        shouldPersistHeaders: false,
        showPersistHeadersSettings: false,
      }),
    );
  // GraphiQL tells of what is typed a moment later; the editor itself knows at once.
  const editor = () => container.querySelector('.graphiql-query-editor .CodeMirror')?.CodeMirror;
  render(headers);
  return {
    /** The query as it stands in the editor. @returns {string} */
    typedQuery: () => editor()?.getValue() ?? query,
    /** @param {{ query?: string, headers?: object }} next */
    update(next) {
      if (next.headers) render(next.headers);
      if (next.query !== undefined) editor()?.setValue(next.query);
    },
  };
}
