using System.Text.Json;
using RetentionApp.Data;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty.Tiers;

/// <summary>One round of writing wishes to Shopify: what came through is remembered even where a later call fails.</summary>
internal sealed class Sending(AppDb db, AdminApi api, Shop shop, IReadOnlyList<CustomerPush> claimed, int mostCalls, CancellationToken cancellation)
{
    /// <summary>Shopify takes no more metafields in one call.</summary>
    private const int PerCall = 25;

    private readonly Dictionary<long, State> states = claimed.ToDictionary(row => row.CustomerId, row => new State(Pushed.FromJson(row.Pushed)));
    private int calls;
    private (string Error, bool IsDenied)? failure;

    private bool HasCalls => calls < mostCalls;

    internal async Task Send(Dictionary<long, PushWish> wishes)
    {
        foreach (var (customer, wish) in wishes) (states[customer].IsTouched, states[customer].HasChanges) = (true, wish.HasChanges);
        foreach (var row in claimed.Where(row => !wishes.ContainsKey(row.CustomerId))) states[row.CustomerId].IsTouched = true;
        var sets = wishes.SelectMany(pair => pair.Value.Set.Select(value => new Field(pair.Key, value.Key, value.Value))).ToList();
        foreach (var batch in Whole(sets)) await Set(batch);
        var deletes = wishes.SelectMany(pair => pair.Value.Delete.Select(key => new Field(pair.Key, key, ""))).ToList();
        foreach (var batch in Whole(deletes)) await Delete(batch);
        foreach (var (customer, wish) in wishes)
        {
            if (wish.RemoveTags is { Length: > 0 } remove) await Tag(customer, "CustomerTagsRemove", remove, tags => [.. tags.Except(remove, StringComparer.OrdinalIgnoreCase)]);
            if (wish.AddTags is { Length: > 0 } add) await Tag(customer, "CustomerTagsAdd", add, tags => [.. tags.Union(add, StringComparer.OrdinalIgnoreCase)]);
        }
    }

    internal void Failed(string error, bool isDenied) => failure = (error, isDenied);

    /// <summary>Writes down what Shopify holds now. A row that was marked again meanwhile stays due.</summary>
    internal Task<int> Finish(TimeSpan lease, int mostAttempts, DateTime now) => db.Write(async () =>
    {
        var done = 0;
        foreach (var row in claimed)
        {
            var state = states[row.CustomerId];
            var error = state.Error ?? (state.IsDone ? null : failure?.Error);
            var pause = failure is { IsDenied: true } ? TimeSpan.FromHours(1) : error is null ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(3600, 15 * Math.Pow(2, row.Attempts)));
            // Without an error what is left waits only for its turn; Shopify's own no is asked a few times, an outage for ever.
            DateTime? due = state.IsDone ? null : state.Error is not null && row.Attempts >= mostAttempts ? null : now + pause;
            var attempts = error is null ? 0 : row.Attempts;
            var pushed = state.HasSaid ? new Pushed(state.Tags, state.Values).ToJson() : row.Pushed;
            await db.Sql.Execute($"""
                UPDATE customer_pushes SET pushed = {pushed}, pushed_at = {(state.HasSaid ? now : row.PushedAt)}, error = {error}, attempts = {attempts},
                  due_at = CASE WHEN due_at = {row.DueAt} THEN {due} ELSE due_at END
                WHERE shop_id = {row.ShopId} AND customer_id = {row.CustomerId}
                """);
            if (state.IsDone) done++;
        }
        return done;
    });

    /// <summary>A customer's fields are not torn apart, so that one refused customer refuses no other's half.</summary>
    private static IEnumerable<List<Field>> Whole(List<Field> fields)
    {
        var batch = new List<Field>(PerCall);
        foreach (var customer in fields.GroupBy(field => field.Customer))
        {
            if (batch.Count + customer.Count() > PerCall)
            {
                yield return batch;
                batch = new List<Field>(PerCall);
            }
            batch.AddRange(customer);
        }
        if (batch.Count > 0) yield return batch;
    }

    private async Task Set(List<Field> batch)
    {
        if (await Call("MetafieldsSet", new { metafields = batch.Select(field => new { ownerId = Gid.Of("Customer", field.Customer), @namespace = PushValues.Namespace, key = field.Key, value = field.Value, type = field.Type }) }, batch) is not { } answer) return;
        if (answer is Refused<JsonElement> refused) await Apart(batch, refused, Set);
        else foreach (var field in batch) states[field.Customer].Say(field);
    }

    private async Task Delete(List<Field> batch)
    {
        if (await Call("MetafieldsDelete", new { metafields = batch.Select(field => new { ownerId = Gid.Of("Customer", field.Customer), @namespace = PushValues.Namespace, key = field.Key }) }, batch) is not { } answer) return;
        if (answer is Refused<JsonElement> refused) await Apart(batch, refused, Delete);
        else foreach (var field in batch) states[field.Customer].Unsay(field.Key);
    }

    /// <summary>A call is refused as a whole: alone, each customer shows who it was.</summary>
    private async Task Apart(List<Field> batch, Refused<JsonElement> refused, Func<List<Field>, Task> again)
    {
        var customers = batch.GroupBy(field => field.Customer).ToList();
        if (customers.Count == 1) states[customers[0].Key].Error = refused.Reason;
        else foreach (var customer in customers) await again([.. customer]);
    }

    private async Task Tag(long customer, string operation, string[] tags, Func<IReadOnlyList<string>, IReadOnlyList<string>> then)
    {
        if (await Call(operation, new { id = Gid.Of("Customer", customer), tags }, [new Field(customer, "", "")]) is not { } answer) return;
        if (answer is Refused<JsonElement> refused) states[customer].Error = refused.Reason;
        else (states[customer].Tags, states[customer].HasSaid) = (then(states[customer].Tags), true);
    }

    private async Task<Answer<JsonElement>?> Call(string operation, object variables, List<Field> about)
    {
        if (!HasCalls)
        {
            foreach (var field in about) states[field.Customer].IsLeft = true;
            return null;
        }
        calls++;
        try
        {
            return await api.Send(shop, operation, variables, cancellation: cancellation);
        }
        catch (Exception unheard) when (unheard is ShopifyUnavailable or ShopifyDenied)
        {
            foreach (var state in states.Values) state.IsLeft |= state.HasChanges;
            throw;
        }
    }

    private sealed record Field(long Customer, string Key, string Value)
    {
        internal string Type => Array.Find(PushValues.Fields, known => known.Key == Key).Type;
    }

    private sealed class State(Pushed? before)
    {
        internal IReadOnlyList<string> Tags { get; set; } = before?.Tags ?? [];
        internal Dictionary<string, string> Values { get; } = new(before?.Values ?? new Dictionary<string, string>());
        internal bool IsTouched { get; set; }
        internal bool HasChanges { get; set; }
        /// <summary>Something of it could not be said in this round.</summary>
        internal bool IsLeft { get; set; }
        internal bool HasSaid { get; set; }
        internal string? Error { get; set; }
        internal bool IsDone => IsTouched && !IsLeft && Error is null;

        internal void Say(Field field) => (Values[field.Key], HasSaid) = (field.Value, true);
        internal void Unsay(string key) => HasSaid = Values.Remove(key) || HasSaid;
    }
}
