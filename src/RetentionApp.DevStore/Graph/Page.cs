using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RetentionApp.DevStore.Graph;

/// <summary>One page of a connection: nodes or edges, and pageInfo. Cursors hold the position.</summary>
internal static class Page
{
    public static void Write<U>(Utf8JsonWriter json, Shape<U> of, IReadOnlyList<U> all, Selection selection)
    {
        var from = Position(selection.Text("after")) + 1;
        var to = Math.Min(all.Count, from + selection.First(50));
        json.WriteStartObject();
        foreach (var part in selection.Fields)
        {
            json.WritePropertyName(part.Property);
            switch (part.Name)
            {
                case "nodes":
                    json.WriteStartArray();
                    for (var i = from; i < to; i++) of.Write(json, all[i], part.Fields);
                    json.WriteEndArray();
                    break;
                case "edges":
                    json.WriteStartArray();
                    for (var i = from; i < to; i++) Edge(json, of, all[i], i, part);
                    json.WriteEndArray();
                    break;
                case "pageInfo":
                    Info(json, part, from, to, all.Count);
                    break;
                default:
                    throw new GraphRefusal($"Field '{part.Name}' doesn't exist on type '{of.Type}Connection'");
            }
        }
        json.WriteEndObject();
    }

    private static void Edge<U>(Utf8JsonWriter json, Shape<U> of, U one, int position, Selection edges)
    {
        json.WriteStartObject();
        foreach (var field in edges.Fields)
        {
            json.WritePropertyName(field.Property);
            if (field.Name == "node") of.Write(json, one, field.Fields);
            else if (field.Name == "cursor") json.WriteStringValue(Cursor(position));
            else throw new GraphRefusal($"Field '{field.Name}' doesn't exist on type '{of.Type}Edge'");
        }
        json.WriteEndObject();
    }

    private static void Info(Utf8JsonWriter json, Selection info, int from, int to, int count)
    {
        json.WriteStartObject();
        foreach (var field in info.Fields)
        {
            json.WritePropertyName(field.Property);
            switch (field.Name)
            {
                case "hasNextPage":
                    json.WriteBooleanValue(to < count);
                    break;
                case "hasPreviousPage":
                    json.WriteBooleanValue(from > 0);
                    break;
                case "startCursor":
                    json.WriteStringValue(to > from ? Cursor(from) : null);
                    break;
                case "endCursor":
                    json.WriteStringValue(to > from ? Cursor(to - 1) : null);
                    break;
                default:
                    throw new GraphRefusal($"Field '{field.Name}' doesn't exist on type 'PageInfo'");
            }
        }
        json.WriteEndObject();
    }

    private static string Cursor(int position) => Convert.ToBase64String(Encoding.ASCII.GetBytes(position.ToString(CultureInfo.InvariantCulture)));

    private static int Position(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor)) return -1;
        var bytes = new byte[16];
        return Convert.TryFromBase64String(cursor, bytes, out var length) && int.TryParse(Encoding.ASCII.GetString(bytes, 0, length), CultureInfo.InvariantCulture, out var position)
            ? position : throw new GraphRefusal("Invalid cursor for current pagination sort.");
    }
}
