import { isObject, type Json } from '../../core/json.ts';
import { type Call, callOfRequest, type Request } from './call.ts';
import { readBody } from './json-body.ts';
import { type JsNode } from './js-nodes.ts';
import { type JsScope } from './js-scope.ts';
import { argumentValues, asText, pathOf } from './js-values.ts';
import { type Loss } from './note.ts';

type CallNode = Extract<JsNode, { type: 'CallExpression' }>;

/** What a call of Octokit, `fetch` or axios starts in a repository; `undefined` where it is another call. */
export const callOfJavascript = (node: CallNode, scope: JsScope): Call | undefined => {
  const path = pathOf(node.callee);
  const name = path?.at(-1);
  if (path === undefined || name === undefined) return undefined;
  const place = scope.placeOf(node.start);
  switch (name) {
    case 'createDispatchEvent':
      return octokitCall(node, scope, name, '/dispatches');
    case 'createWorkflowDispatch':
      return octokitCall(node, scope, name, '/actions/workflows/{workflow_id}/dispatches');
    case 'request': {
      const [route, parameters] = argumentValues(node, scope);
      if (typeof route === 'string')
        return routeCall(route, isObject(parameters) ? parameters : {}, node, scope);
      return isObject(route) && typeof route.url === 'string'
        ? routeCall(
            `${typeof route.method === 'string' ? route.method : 'POST'} ${route.url}`,
            route,
            node,
            scope,
          )
        : undefined;
    }
    case 'fetch':
    case 'post': {
      const [url, options] = argumentValues(node, scope);
      if (typeof url !== 'string') return undefined;
      const body = name === 'fetch' ? (isObject(options) ? options.body : undefined) : options;
      return requestCall({ via: path.join('.'), place, url, losses: [] }, body, scope);
    }
    default:
      return undefined;
  }
};

const octokitCall = (node: CallNode, scope: JsScope, name: string, end: string): Call | undefined => {
  const [given] = argumentValues(node, scope);
  const call = routeCall(`POST /repos/{owner}/{repo}${end}`, isObject(given) ? given : {}, node, scope);
  return call && { ...call, via: name };
};

/** The parameters that the URL names are filled in; the others are its body. */
const routeCall = (
  route: string,
  parameters: Readonly<Record<string, Json | undefined>>,
  node: CallNode,
  scope: JsScope,
): Call | undefined => {
  const [, method = 'POST', template = ''] = /^(?:([A-Z]+)\s+)?(\S[^]*)$/.exec(route.trim()) ?? [];
  if (method !== 'POST') return undefined;
  const url = template.replace(/\{(\w+)\}|:(\w+)/g, (whole, braced?: string, colon?: string) => {
    const value = parameters[braced ?? colon ?? ''];
    if (value !== undefined) return asText(value, node, scope);
    // Octokit would refuse the call: something that can't be read gives the parameter.
    return braced === undefined ? whole : scope.lost(node);
  });
  const found = { via: 'github.request', place: scope.placeOf(node.start), url, losses: [] };
  return requestCall(
    found,
    parameters.data ??
      Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, value ?? null])),
    scope,
  );
};

const requestCall = (
  request: Omit<Request, 'body'>,
  body: Json | undefined,
  scope: JsScope,
): Call | undefined => {
  const read = typeof body === 'string' ? readBody(body, scope.holes) : body;
  const losses: readonly Loss[] = isObject(read)
    ? []
    : [{ code: 'body-unknown', what: request.via, place: request.place }];
  return callOfRequest({
    ...request,
    losses: [...request.losses, ...losses],
    ...(isObject(read) && { body: read }),
  });
};
