using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace RetentionApp.DevStore.Graph;

/// <summary>Reads the part of GraphQL that apps send: one operation, fields, aliases, arguments, variables, fragments.</summary>
internal ref struct DocumentParser
{
    private readonly ReadOnlySpan<char> _text;
    private readonly JsonObject? _variables;
    private readonly Dictionary<string, JsonNode?> _defaults = [];
    private readonly Dictionary<string, List<Selection>> _fragments = [];
    private readonly List<(List<Selection> Into, string Name)> _spreads = [];
    private int _at;

    private DocumentParser(string text, JsonObject? variables)
    {
        _text = text;
        _variables = variables;
    }

    public static Operation Parse(string text, JsonObject? variables, string? operationName = null)
    {
        var parser = new DocumentParser(text, variables);
        return parser.Document(operationName);
    }

    private Operation Document(string? wanted)
    {
        var operations = new List<Operation>();
        for (Space(); _at < _text.Length; Space())
        {
            if (_text[_at] == '{')
            {
                operations.Add(new Operation("query", null, Selections()));
                continue;
            }
            switch (Name())
            {
                case "fragment":
                    var name = Name();
                    Name();
                    Name();
                    _fragments[name] = Selections();
                    break;
                case var kind and ("query" or "mutation"):
                    Space();
                    var named = Peek() is '{' or '(' ? null : Name();
                    if (Peek() == '(') Definitions();
                    operations.Add(new Operation(kind, named, Selections()));
                    break;
                case var other:
                    throw new GraphRefusal($"Parse error: unexpected “{other}”");
            }
        }
        foreach (var (into, name) in _spreads)
            into.AddRange(_fragments.GetValueOrDefault(name) ?? throw new GraphRefusal($"Fragment {name} was used, but not defined"));
        return (wanted is null ? operations is [var only] ? only : null : operations.Find(operation => operation.Name == wanted))
            ?? throw new GraphRefusal(wanted is null ? "An operation name is required" : $"No operation named “{wanted}”");
    }

    private void Definitions()
    {
        Take('(');
        while (Peek() != ')')
        {
            Take('$');
            var name = Name();
            Take(':');
            while (Peek() is var c && (char.IsLetterOrDigit(c) || c is '_' or '[' or ']' or '!')) _at++;
            if (Peek() != '=') continue;
            Take('=');
            _defaults[name] = Value();
        }
        Take(')');
    }

    private List<Selection> Selections()
    {
        var fields = new List<Selection>();
        Take('{');
        while (Peek() != '}')
        {
            if (Peek() == '.') Fragment(fields);
            else fields.Add(Field());
        }
        Take('}');
        if (fields.Count == 0 && _spreads.Count == 0) throw new GraphRefusal("Parse error: empty selection");
        return fields;
    }

    private void Fragment(List<Selection> into)
    {
        Take('.');
        Take('.');
        Take('.');
        var name = Name();
        if (name != "on")
        {
            _spreads.Add((into, name));
            return;
        }
        var type = Name();
        var selection = new Selection { Name = "...", Key = "...", OnType = type };
        selection.Fields.AddRange(Selections());
        into.Add(selection);
    }

    private Selection Field()
    {
        var key = Name();
        var name = key;
        if (Peek() == ':')
        {
            Take(':');
            name = Name();
        }
        var selection = new Selection { Name = name, Key = key };
        if (Peek() == '(')
        {
            Take('(');
            while (Peek() != ')')
            {
                var argument = Name();
                Take(':');
                selection.Arguments[argument] = Value();
            }
            Take(')');
        }
        if (Peek() == '@') throw new GraphRefusal($"The DevStore knows no directives (field {name})");
        if (Peek() == '{') selection.Fields.AddRange(Selections());
        return selection;
    }

    private JsonNode? Value()
    {
        switch (Peek())
        {
            case '$':
                Take('$');
                var variable = Name();
                return _variables is not null && _variables.TryGetPropertyValue(variable, out var given) ? given?.DeepClone() : _defaults.GetValueOrDefault(variable)?.DeepClone();
            case '"':
                return JsonValue.Create(Quoted());
            case '[':
                var list = new JsonArray();
                Take('[');
                while (Peek() != ']') list.Add(Value());
                Take(']');
                return list;
            case '{':
                var map = new JsonObject();
                Take('{');
                while (Peek() != '}')
                {
                    var key = Name();
                    Take(':');
                    map[key] = Value();
                }
                Take('}');
                return map;
            case var c when char.IsAsciiDigit(c) || c == '-':
                var from = _at;
                while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] is '-' or '+' or '.' or 'e' or 'E')) _at++;
                var number = _text[from.._at];
                return int.TryParse(number, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole) : JsonValue.Create(decimal.Parse(number, CultureInfo.InvariantCulture));
            default:
                return Name() switch { "true" => JsonValue.Create(true), "false" => JsonValue.Create(false), "null" => null, var word => JsonValue.Create(word) };
        }
    }

    private string Quoted()
    {
        if (_text[_at..].StartsWith("\"\"\""))
        {
            var end = _text[(_at + 3)..].IndexOf("\"\"\"");
            if (end < 0) throw new GraphRefusal("Parse error: unterminated block string");
            var block = _text.Slice(_at + 3, end).ToString();
            _at += end + 6;
            return block;
        }
        var text = new StringBuilder();
        for (_at++; _at < _text.Length && _text[_at] != '"'; _at++)
        {
            if (_text[_at] != '\\' || _at + 1 >= _text.Length) text.Append(_text[_at]);
            else if (_text[++_at] == 'u' && _at + 4 < _text.Length)
            {
                text.Append((char)int.Parse(_text.Slice(_at + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                _at += 4;
            }
            else text.Append(_text[_at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var same => same });
        }
        Take('"');
        return text.ToString();
    }

    private string Name()
    {
        Space();
        var from = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_')) _at++;
        return from == _at ? throw new GraphRefusal($"Parse error at position {_at}") : _text[from.._at].ToString();
    }

    private char Peek()
    {
        Space();
        return _at < _text.Length ? _text[_at] : throw new GraphRefusal("Parse error: the document ends too early");
    }

    private void Take(char c)
    {
        Space();
        if (_at >= _text.Length || _text[_at] != c) throw new GraphRefusal($"Parse error at position {_at}: “{c}” expected");
        _at++;
    }

    private void Space()
    {
        while (_at < _text.Length)
        {
            if (_text[_at] == '#') while (_at < _text.Length && _text[_at] != '\n') _at++;
            else if (char.IsWhiteSpace(_text[_at]) || _text[_at] is ',' or '\uFEFF') _at++;
            else return;
        }
    }
}
