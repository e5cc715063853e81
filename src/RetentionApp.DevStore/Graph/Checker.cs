using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Graph;

/// <summary>Walks a document before it runs: unknown fields, missing scopes, cost.</summary>
internal sealed class Checker(Store store)
{
    /// <summary>Fields refused for want of a scope, as (path, scope).</summary>
    public List<(string Path, string Scope)> Denied { get; } = [];

    public double Cost(Operation operation, IShape root) => operation.Fields.Sum(field => (operation.Kind == "mutation" ? 10 : 0) + Cost(field, root, ""));

    private double Cost(Selection selection, IShape shape, string path)
    {
        if (selection.OnType is not null) return selection.Fields.Sum(field => selection.OnType == shape.Type ? Cost(field, shape, path) : 0);
        var field = shape.Find(selection.Name) ?? throw new GraphRefusal($"Field '{selection.Name}' doesn't exist on type '{shape.Type}'");
        var here = path.Length == 0 ? selection.Key : $"{path}.{selection.Key}";
        if (field.Of is null && selection.Fields.Count > 0) throw new GraphRefusal($"Selections can't be made on scalars (field '{selection.Name}' returns a scalar)");
        if (field.Of is not null && selection.Fields.Count == 0) throw new GraphRefusal($"Field must have selections (field '{selection.Name}' returns {field.Of.Type})");
        if (field.Scope is { } scope && !store.Grants(scope))
        {
            Denied.Add((here, scope));
            selection.Denied = true;
            return 0;
        }
        if (field.Of is null) return 0;
        if (!field.IsConnection)
        {
            var each = 1 + selection.Fields.Sum(child => Cost(child, field.Of, here));
            return field.IsList ? each * selection.First(1) : each;
        }
        double node = 0;
        foreach (var part in selection.Fields)
        {
            if (part.Name == "nodes") node += 1 + part.Fields.Sum(child => Cost(child, field.Of, here));
            else if (part.Name == "edges") foreach (var inner in part.Fields.Where(inner => inner.Name == "node")) node += 1 + inner.Fields.Sum(child => Cost(child, field.Of, here));
        }
        return 2 + node * selection.First(1);
    }
}
