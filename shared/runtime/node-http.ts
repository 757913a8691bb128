/**
 * `node:http` and `node:https` for a process that counts its memory. An `import` reads every export of node:http,
 * `WebSocket` among them, and that alone loads the client behind `fetch`: 10 MB that stay.
 */
export const nodeHttp = () => process.getBuiltinModule('node:http');
export const nodeHttps = () => process.getBuiltinModule('node:https');
