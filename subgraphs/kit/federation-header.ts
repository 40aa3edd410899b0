/** The text that every subgraph puts before its own SDL: which federation it speaks and what the sharing labels mean. */
export const FEDERATION_HEADER = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@inaccessible", "@tag", "@override", "@composeDirective", "@interfaceObject"])
  @link(url: "https://sightline.org.uk/spec/sharing/v1.0", import: ["@classified", "@public", "@record"])
  @composeDirective(name: "@classified")
  @composeDirective(name: "@record")

directive @classified(category: String!, level: String!) on FIELD_DEFINITION | ARGUMENT_DEFINITION

directive @public on FIELD_DEFINITION

directive @record(category: String!, sector: String) on OBJECT

`;
