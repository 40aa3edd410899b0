const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether the text has the form of an id of the hub (a lower-case UUID); says nothing of whether anything has this id. */
export function isHubId(id: unknown): id is string {
  return typeof id === 'string' && UUID.test(id);
}
