using System.Text.Json;
using RetentionApp.Shops;

namespace RetentionApp.Webhooks;

/// <summary>One webhook on its way to the file that handles its topic.</summary>
/// <param name="TriggeredAt">When Shopify says it happened; the time of receipt where the header was missing.</param>
internal sealed record Incoming(Shop Shop, string Topic, JsonElement Body, DateTime TriggeredAt);

/// <summary>What became of a delivery: done, or ignored for a reason that a person can read.</summary>
internal readonly record struct Handled(string? IgnoredBecause)
{
    internal static readonly Handled Done = new(null);
    internal static Handled Ignored(string because) => new(because);
}

/// <summary>Handles one topic inside the worker's transaction. Throwing rolls this delivery back and tries it again later.</summary>
internal interface ITopic
{
    Task<Handled> Handle(Incoming incoming);
}

/// <summary>Which class handles which topic; filled in <c>Topics/TopicList.cs</c>.</summary>
internal sealed record TopicTable(IReadOnlyDictionary<string, Type> Handlers);
