using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Graph;

/// <summary>Turns a bulk query into JSONL: roots, and their lines with __parentId, shuffled unless asked otherwise.</summary>
internal sealed class BulkRows
{
    // Children of this many roots are mixed, so that none stands next to its parent while memory stays flat.
    private const int Window = 64;

    private readonly Store _store;
    private readonly Selection _root;
    private readonly List<Selection> _node;
    private readonly Selection? _lines;

    private BulkRows(Store store, Selection root, List<Selection> node, Selection? lines)
    {
        _store = store;
        _root = root;
        _node = node;
        _lines = lines;
    }

    public static BulkRows Plan(Store store, string query)
    {
        var operation = DocumentParser.Parse(query, null);
        if (operation.Kind != "query") throw new BulkRefusal("Invalid bulk query: only queries are supported.");
        if (operation.Fields is not [var root]) throw new BulkRefusal("Bulk queries can only contain one top-level field.");
        if (root.Name is "node" or "nodes") throw new BulkRefusal("Bulk queries cannot contain the top level `node` or `nodes` field.");
        if (((IShape)Queries.Root).Find(root.Name) is not { IsConnection: true }) throw new BulkRefusal("Bulk queries must contain at least one connection.");
        var connections = new List<Selection>();
        Walk(root, Queries.Root, connections, depth: 0, inList: false);
        if (connections.Count > 5) throw new BulkRefusal("Bulk queries cannot contain more than 5 connections.");
        var checker = new Checker(store);
        checker.Cost(operation, Queries.Root);
        if (checker.Denied.Count > 0) throw new BulkRefusal($"Access denied for {checker.Denied[0].Path} field. Required access: `{checker.Denied[0].Scope}` access scope.");
        var node = Nodes(root);
        var lines = connections.Skip(1).ToArray();
        if (lines.Length > 1 || lines is [{ Name: not "lineItems" }]) throw new GraphRefusal($"The DevStore cannot write {lines[^1].Name} in bulk");
        foreach (var line in lines) line.WrittenElsewhere = true;
        return new BulkRows(store, root, node, lines.FirstOrDefault());
    }

    public void Write(Stream file, BulkOperation operation, Func<bool> isStopped)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 16);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        switch (_root.Name)
        {
            case "customers":
                foreach (var customer in _store.Read(() => Queries.Customers(_store, _root)))
                {
                    if (isStopped()) break;
                    Row(Shapes.All.Customer, customer, _node, null);
                    operation.Roots++;
                }
                break;
            case "products":
                foreach (var product in _store.Read(() => _store.Products.Values.ToArray()))
                {
                    Row(Shapes.All.Product, product, _node, null);
                    operation.Roots++;
                }
                break;
            case "orders":
                Orders(operation, isStopped, Row, Row);
                break;
            default:
                throw new GraphRefusal($"The DevStore cannot write {_root.Name} in bulk");
        }
        Empty();

        void Row<T>(Shape<T> shape, T one, List<Selection> fields, string? parent)
        {
            json.WriteStartObject();
            shape.Fields(json, one, fields);
            if (parent is not null) json.WriteString("__parentId"u8, parent);
            json.WriteEndObject();
            json.Flush();
            json.Reset(buffer);
            buffer.Write("\n"u8);
            operation.Objects++;
            if (buffer.WrittenCount > 1 << 15) Empty();
        }

        void Empty()
        {
            file.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }
    }

    private void Orders(BulkOperation operation, Func<bool> isStopped, Action<Shape<Order>, Order, List<Selection>, string?> root, Action<Shape<LineOf>, LineOf, List<Selection>, string?> child)
    {
        var orders = _store.Read(() => Queries.Orders(_store, _root));
        var fields = _lines is null ? null : Nodes(_lines);
        var random = new Random(_store.Host.Options.Seed);
        var window = _store.Host.Options.BulkAdjacent ? 1 : Window;
        var waiting = new List<LineOf>();
        foreach (var chunk in orders.Chunk(window))
        {
            if (isStopped()) return;
            // The store may change between two windows, as Shopify's does while it writes for hours.
            _store.Read(() =>
            {
                foreach (var order in chunk)
                {
                    root(Shapes.All.Order, order, _node, null);
                    operation.Roots++;
                    if (fields is not null) for (var index = 0; index < order.Lines.Length; index++) waiting.Add(new LineOf(order, index));
                }
                if (window > 1) random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(waiting));
                foreach (var line in waiting) child(Shapes.All.Line, line, fields!, Shapes.Gid("Order", line.Order.Id));
                waiting.Clear();
                return 0;
            });
        }
    }

    private static List<Selection> Nodes(Selection connection) =>
        connection.Fields.Find(field => field.Name == "edges")?.Fields.Find(field => field.Name == "node")?.Fields
        ?? connection.Fields.Find(field => field.Name == "nodes")?.Fields
        ?? throw new BulkRefusal($"Invalid bulk query: connection {connection.Name} has no `edges {{ node }}`.");

    private static void Walk(Selection selection, IShape shape, List<Selection> connections, int depth, bool inList)
    {
        if (selection.OnType is not null)
        {
            foreach (var child in selection.Fields) Walk(child, shape, connections, depth, inList);
            return;
        }
        var field = shape.Find(selection.Name) ?? throw new GraphRefusal($"Field '{selection.Name}' doesn't exist on type '{shape.Type}'");
        if (field.IsConnection)
        {
            if (inList) throw new BulkRefusal("Queries that contain a connection field within a list field are not currently supported.");
            if (depth > 2) throw new BulkRefusal("Bulk queries cannot contain connections nested deeper than 2.");
            connections.Add(selection);
            foreach (var child in Nodes(selection)) Walk(child, field.Of!, connections, depth + 1, inList);
        }
        else if (field.Of is not null) foreach (var child in selection.Fields) Walk(child, field.Of, connections, depth, inList || field.IsList);
    }
}
