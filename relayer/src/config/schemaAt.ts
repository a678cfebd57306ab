/** Looks up what a JSON Schema says about a path: which keys there are, and whether a value is secret. */

export interface JsonSchemaNode {
  readonly properties?: Readonly<Record<string, JsonSchemaNode>>;
  readonly additionalProperties?: JsonSchemaNode | boolean;
  readonly items?: JsonSchemaNode;
  readonly secret?: boolean;
}

export type JsonPath = readonly (string | number)[];

/** The schema of the value at `path`; undefined where the schema knows no such place. */
export function schemaAt(root: JsonSchemaNode, path: JsonPath): JsonSchemaNode | undefined {
  let node: JsonSchemaNode | undefined = root;
  for (const step of path) {
    if (node === undefined) return undefined;
    node = childOf(node, step);
  }
  return node;
}

/** The schema of one child. */
export function childOf(node: JsonSchemaNode, step: string | number): JsonSchemaNode | undefined {
  if (typeof step === 'number') return node.items;
  const { properties = {}, additionalProperties } = node;
  if (Object.hasOwn(properties, step)) return properties[step];
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

/** `chains.ethereum.rpc[0]`; `$` for the whole. */
export function pathText(path: JsonPath): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return text === '' ? '$' : text.replace(/^\./, '');
}
