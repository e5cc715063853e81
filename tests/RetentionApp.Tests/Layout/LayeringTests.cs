using System.Text.RegularExpressions;
using Xunit;

namespace RetentionApp.Tests.Layout;

/// <summary>Who may import whom. A module is a first folder; Webhooks/Topics and the Admin folders of modules are places of their own.</summary>
public sealed partial class LayeringTests
{
    private static readonly string[] Capabilities = ["Theme", "Referrals", "Hooks", "Rewards", "Loyalty", "Insights", "Commerce", "Timeline", "Webhooks", "Shopify", "Shops", "Data"];

    private static readonly Dictionary<string, string[]> May = new()
    {
        ["Data"] = [],
        ["Language"] = [],
        ["Shops"] = ["Data"],
        ["Shopify"] = ["Shops", "Data"],
        ["Webhooks"] = ["Shopify", "Shops", "Data"],
        ["Webhooks/Topics"] = ["Intake", "Commerce", "Shops", "Shopify"],
        ["Timeline"] = ["Shopify", "Shops", "Data"],
        ["Commerce"] = ["Shopify", "Shops", "Data"],
        ["Loyalty"] = ["Commerce", "Timeline", "Shopify", "Shops", "Data"],
        ["Rewards"] = ["Loyalty", "Commerce", "Timeline", "Shopify", "Shops", "Data"],
        ["Hooks"] = ["Loyalty", "Timeline", "Shopify", "Shops", "Data"],
        ["Referrals"] = ["Rewards", "Loyalty", "Commerce", "Timeline", "Shopify", "Shops", "Data"],
        ["Theme"] = ["Referrals", "Rewards", "Loyalty", "Commerce", "Timeline", "Shopify", "Shops", "Data"],
        ["Insights"] = ["Timeline", "Commerce", "Shops", "Data", "Loyalty", "Rewards"],
        ["Intake"] = Capabilities,
        ["Admin"] = [.. Capabilities, "Intake"],
        ["Storefront"] = [.. Capabilities, "Intake"],
        // The account and the till show what the loyalty page shows: one set of answers, two gates.
        ["Surfaces"] = [.. Capabilities, "Intake", "Storefront"],
        ["Api"] = [.. Capabilities, "Intake"],
        // The pages of a module are part of the admin's shell, wherever they lie.
        ["*/Admin"] = [.. Capabilities, "Intake", "Admin"],
        ["Jobs"] = [.. Capabilities, "Intake", "Api"],
    };

    /// <summary>Sub-folders are private to their module; these doors are open, each for a reason in docs/decisions.md.</summary>
    private static readonly (string From, string To)[] Doors = [("Intake", "Loyalty.Earning"), ("Admin", "*.Admin"), ("*/Admin", "*.Admin"), ("Webhooks", "Webhooks.Topics"), ("Shopify", "Shops.Keys")];

    private static readonly string Source = Path.Combine(Repository.Root, "src", "RetentionApp");

    [Fact]
    public void Nobody_imports_upwards()
    {
        var wrong = Imports().Where(import => !IsAllowed(import.Place, import.Module)).Select(import => $"{import.File} imports {import.Name}");
        Assert.Empty(wrong.Distinct());
    }

    [Fact]
    public void Sub_folders_are_private_to_their_module()
    {
        var folders = Directory.GetDirectories(Source, "*", SearchOption.AllDirectories).Select(folder => Path.GetRelativePath(Source, folder).Replace('/', '.')).ToHashSet();
        // Pages compose what several modules know, and a module's words for its own things lie beside its pages.
        var wrong = Imports().Where(import => import.Name.Contains('.') && !(import.Place.EndsWith("/Admin", StringComparison.Ordinal) && import.Name.EndsWith(".Admin", StringComparison.Ordinal)) && folders.Contains(import.Name) && !Doors.Any(door => (door.From == import.Place || door.From == "*/Admin" && import.Place.EndsWith("/Admin", StringComparison.Ordinal))
                && (door.To == import.Name || door.To == "*.Admin" && import.Name.EndsWith(".Admin", StringComparison.Ordinal))))
            .Select(import => $"{import.File} reaches into {import.Name}");
        Assert.Empty(wrong.Distinct());
    }

    [Fact]
    public void Only_the_one_file_meant_for_it_calls_Shopify_computes_an_HMAC_or_writes_the_ledger()
    {
        Assert.Equal(["Shopify/Signatures.cs"], FilesWith("HMACSHA256"));
        Assert.All(FilesWith("IAdminTransport"), file => Assert.StartsWith("Shopify/", file));
        Assert.All(FilesWith("INTO ledger_entries"), file => Assert.StartsWith("Loyalty/", file));
        Assert.All(FilesWith("UPDATE accounts"), file => Assert.StartsWith("Loyalty/", file));
    }

    [Fact]
    public void There_is_no_folder_for_things_without_a_place()
    {
        string[] forbidden = ["Common", "Core", "Shared", "Services", "Helpers", "Extensions", "Models", "Dtos", "Utils", "Interfaces"];
        Assert.Empty(Directory.GetDirectories(Path.Combine(Repository.Root, "src"), "*", SearchOption.AllDirectories).Where(folder => !IsBuilt(folder) && forbidden.Contains(Path.GetFileName(folder))).ToList());
    }

    [Fact]
    public void No_class_is_named_after_a_pattern_instead_of_a_thing()
    {
        var wrong = Files(Path.Combine(Repository.Root, "src"), "*.cs").SelectMany(file => Declared().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .Where(name => Pattern().IsMatch(name));
        Assert.Empty(wrong);
    }

    [Fact]
    public void Nine_files_in_ten_have_fewer_than_200_lines()
    {
        var lengths = Files(Path.Combine(Repository.Root, "src"), "*.cs").Select(file => File.ReadLines(file).Count()).Order().ToList();
        Assert.InRange(lengths[lengths.Count * 9 / 10], 0, 199);
        Assert.InRange(lengths[lengths.Count / 2], 0, 90);
    }

    private static bool IsAllowed(string place, string module)
    {
        if (module == "Language") return true;
        if (place.EndsWith("/Admin", StringComparison.Ordinal)) return place.StartsWith(module + "/", StringComparison.Ordinal) || May["*/Admin"].Contains(module);
        if (place.Split('/')[0] == module) return true;
        return May.TryGetValue(place, out var allowed) ? allowed.Contains(module) : throw new InvalidOperationException($"{place} is a module without a rule: say in this test whom it may import.");
    }

    private static IEnumerable<(string File, string Place, string Name, string Module)> Imports()
    {
        var modules = Directory.GetDirectories(Source).Select(Path.GetFileName).ToHashSet();
        foreach (var file in Files(Source, "*.cs").Concat(Files(Source, "*.cshtml")))
        {
            var path = Path.GetRelativePath(Source, file).Replace('\\', '/');
            var parts = path.Split('/');
            // Files at the root compose the app.
            if (parts.Length == 1) continue;
            var place = parts.Length > 2 && parts[1] == "Admin" || parts is ["Webhooks", "Topics", _] ? $"{parts[0]}/{parts[1]}" : parts[0];
            foreach (Match match in Used().Matches(string.Join('\n', File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("///", StringComparison.Ordinal) && !line.StartsWith("namespace", StringComparison.Ordinal)))))
            {
                var name = match.Groups[1].Value;
                var module = name.Split('.')[0];
                if (!modules.Contains(module) || place.Split('/')[0] == module && !name.Contains('.')) continue;
                if (place.Split('/')[0] == module && !(place == "Webhooks/Topics" && name != "Webhooks.Topics")) continue;
                yield return (path, place, name, module);
            }
        }
    }

    private static List<string> FilesWith(string text) =>
        Files(Source, "*.cs").Where(file => File.ReadAllText(file).Contains(text, StringComparison.Ordinal)).Select(file => Path.GetRelativePath(Source, file).Replace('\\', '/')).Order(StringComparer.Ordinal).ToList();

    private static IEnumerable<string> Files(string folder, string pattern) => Directory.GetFiles(folder, pattern, SearchOption.AllDirectories).Where(file => !IsBuilt(file));

    private static bool IsBuilt(string path) => path.Split('/', '\\') is var parts && (parts.Contains("obj") || parts.Contains("bin") || parts.Contains("node_modules"));

    // Names in quotes are resources and meters, not imports.
    [GeneratedRegex("""(?<!["\w])RetentionApp\.([A-Z]\w*(?:\.[A-Z]\w*)?)""")]
    private static partial Regex Used();

    [GeneratedRegex(@"(?:class|record|struct|interface|enum) (?:struct |class )?([A-Z]\w+)")]
    private static partial Regex Declared();

    [GeneratedRegex("(Service|Manager|(?<!Tag)Helper|Helpers|Util|Utils|Processor|Repository|Factory|Base|Impl|Dto)$")]
    private static partial Regex Pattern();
}
