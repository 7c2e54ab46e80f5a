"""Pictures of a system: from the model to a graph, and from a graph to Mermaid's text or to a drawing in SVG."""
