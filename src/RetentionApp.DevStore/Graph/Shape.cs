using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace RetentionApp.DevStore.Graph;

/// <summary>What one field of a type is, for checking a document and counting its cost before anything is written.</summary>
internal interface IField
{
    IShape? Of { get; }
    bool IsList { get; }
    bool IsConnection { get; }
    string? Scope { get; }
}

internal interface IShape
{
    string Type { get; }
    IField? Find(string name);
}

/// <summary>Writes the value of a field that was selected.</summary>
internal delegate void WriteField<in T>(Utf8JsonWriter json, T from, Selection selection);

internal sealed record Field<T>(WriteField<T> Write, IShape? Of = null, bool IsList = false, bool IsConnection = false, string? Scope = null) : IField;

/// <summary>A GraphQL type over objects of the store: which fields it has and how each is written.</summary>
internal sealed class Shape<T>(string type) : IShape
{
    private readonly Dictionary<string, Field<T>> _fields = new() { ["__typename"] = new((json, _, _) => json.WriteStringValue(type)) };

    public string Type => type;

    IField? IShape.Find(string name) => _fields.GetValueOrDefault(name);

    public Shape<T> Field(string name, WriteField<T> write, IShape? of = null, string? scope = null)
    {
        _fields[name] = new Field<T>(write, of, Scope: scope);
        return this;
    }

    public Shape<T> Text(string name, Func<T, string?> value) => Field(name, (json, from, _) => json.WriteStringValue(value(from)));

    /// <summary>A global id. Written without a string: half a million lines have three each.</summary>
    public Shape<T> Gid(string name, string of, Func<T, long> id)
    {
        var prefix = Encoding.UTF8.GetBytes($"gid://shopify/{of}/");
        return Field(name, (json, from, _) =>
        {
            Span<byte> text = stackalloc byte[64];
            prefix.CopyTo(text);
            Utf8Formatter.TryFormat(id(from), text[prefix.Length..], out var length);
            json.WriteStringValue(text[..(prefix.Length + length)]);
        });
    }

    public Shape<T> Flag(string name, Func<T, bool> value) => Field(name, (json, from, _) => json.WriteBooleanValue(value(from)));

    public Shape<T> Number(string name, Func<T, long> value) => Field(name, (json, from, _) => json.WriteNumberValue(value(from)));

    public Shape<T> Time(string name, Func<T, DateTime?> value) => Field(name, (json, from, _) =>
    {
        if (value(from) is { } time) json.WriteStringValue(time.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture));
        else json.WriteNullValue();
    });

    public Shape<T> Texts(string name, Func<T, IEnumerable<string>> value) => Field(name, (json, from, _) =>
    {
        json.WriteStartArray();
        foreach (var text in value(from)) json.WriteStringValue(text);
        json.WriteEndArray();
    });

    public Shape<T> One<U>(string name, Shape<U> of, Func<T, U?> value) where U : class => Field(name, (json, from, selection) =>
    {
        if (value(from) is { } one) of.Write(json, one, selection.Fields);
        else json.WriteNullValue();
    }, of);

    public Shape<T> Value<U>(string name, Shape<U> of, Func<T, U> value) where U : struct => Field(name, (json, from, selection) => of.Write(json, value(from), selection.Fields), of);

    public Shape<T> Many<U>(string name, Shape<U> of, Func<T, IEnumerable<U>> values)
    {
        _fields[name] = new Field<T>((json, from, selection) =>
        {
            json.WriteStartArray();
            var left = selection.First(250);
            foreach (var one in values(from))
            {
                if (left-- <= 0) break;
                of.Write(json, one, selection.Fields);
            }
            json.WriteEndArray();
        }, of, IsList: true);
        return this;
    }

    public Shape<T> Connection<U>(string name, Shape<U> of, Func<T, Selection, IReadOnlyList<U>> values, string? scope = null)
    {
        _fields[name] = new Field<T>((json, from, selection) => Page.Write(json, of, values(from, selection), selection), of, IsConnection: true, Scope: scope);
        return this;
    }

    /// <summary>Writes one object with the selected fields.</summary>
    public void Write(Utf8JsonWriter json, T from, List<Selection> selections)
    {
        json.WriteStartObject();
        Fields(json, from, selections);
        json.WriteEndObject();
    }

    /// <summary>Writes the selected fields into an object that is already open.</summary>
    public void Fields(Utf8JsonWriter json, T from, List<Selection> selections)
    {
        foreach (var selection in selections)
        {
            if (selection.OnType is { } onType)
            {
                if (onType == type) Fields(json, from, selection.Fields);
                continue;
            }
            if (selection.Resolved is not Field<T> field)
            {
                if (!_fields.TryGetValue(selection.Name, out field!)) throw new GraphRefusal($"Field '{selection.Name}' doesn't exist on type '{type}'");
                selection.Resolved = field;
            }
            // Bulk results hold nested connections as lines of their own.
            if (selection.WrittenElsewhere) continue;
            json.WritePropertyName(selection.Property);
            if (selection.Denied) json.WriteNullValue();
            else field.Write(json, from, selection);
        }
    }
}
