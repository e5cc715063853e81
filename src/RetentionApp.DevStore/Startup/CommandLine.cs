namespace RetentionApp.DevStore.Startup;

/// <summary>What the DevStore was asked to do.</summary>
internal sealed record CommandLine(string? Orders, bool Once, string Database, bool Keep, bool NoApp, string Url, string AppUrl, string? Extension)
{
    public const string Usage = """
        Usage: dotnet run --project src/RetentionApp.DevStore [-- options]
          --orders <file>    load order lines (CSV, plain or gzip) as the store's history instead of the sample shop
          --once             with --orders: import, print the figures, exit
          --database <file>  the app's SQLite file (default data/devstore.db); made anew at every start
          --keep             keep the database of the last run
          --no-app           start the store only; the app already runs at --app-url
          --extension <dir>  read the theme extension from this folder at every page (default: the copy made by the build)
          --url <address>    where the store listens (default http://localhost:5081)
          --app-url <addr>   where the app listens (default http://localhost:5080)
        """;

    /// <summary>Null with a reason when the arguments cannot be read.</summary>
    public static (CommandLine? Asked, string? Problem) Parse(string[] args)
    {
        var asked = new CommandLine(null, false, "data/devstore.db", false, false, "http://localhost:5081", "http://localhost:5080", null);
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--once":
                    asked = asked with { Once = true };
                    break;
                case "--fresh":
                    asked = asked with { Keep = false };
                    break;
                case "--keep":
                    asked = asked with { Keep = true };
                    break;
                case "--no-app":
                    asked = asked with { NoApp = true };
                    break;
                case "--orders" or "--database" or "--extension" or "--url" or "--app-url" when i + 1 == args.Length:
                    return (null, $"{args[i]} needs a value.");
                case "--orders":
                    asked = asked with { Orders = args[++i] };
                    break;
                case "--database":
                    asked = asked with { Database = args[++i] };
                    break;
                case "--extension":
                    asked = asked with { Extension = Path.GetFullPath(args[++i]) };
                    break;
                case "--url":
                    asked = asked with { Url = args[++i].TrimEnd('/') };
                    break;
                case "--app-url":
                    asked = asked with { AppUrl = args[++i].TrimEnd('/') };
                    break;
                case var other:
                    return (null, $"Unknown option {other}.");
            }
        }
        if (asked.Orders is { } file && !File.Exists(file)) return (null, $"There is no file {file}.");
        if (asked.Extension is { } folder && !Directory.Exists(Path.Combine(folder, "blocks"))) return (null, $"{folder} is no theme extension: it has no folder blocks.");
        return asked.Once && asked.Orders is null ? (null, "--once needs --orders.") : (asked, null);
    }
}
