using System.Text.Json;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Loyalty.Earning;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Intake;

/// <summary>
/// Reads from Shopify what product rules ask about: the members of the collections they name, from time to time, and products
/// that an order holds before anything was heard of them. The orders that waited for one are settled again.
/// </summary>
internal sealed class ProductReads(
    AppDb db, ShopDirectory shops, AdminApi api, Programmes programmes, Products products, ProductFacts facts, Memberships memberships, Orders orders, OrderChanged orderChanged, TimeProvider clock)
{
    private const int CollectionsPerRun = 4;
    private const int ProductsPerRun = 50;
    private const int OrdersPerCommit = 40;
    private static readonly TimeSpan News = TimeSpan.FromDays(2);

    internal async Task Run(CancellationToken cancellation)
    {
        foreach (var due in await memberships.DueCollections(CollectionsPerRun))
            await Guarded(due, memberships.PostponeCollection, shop => ReadCollection(shop, due.Id, cancellation));
        foreach (var shop in (await memberships.DueProducts(ProductsPerRun)).GroupBy(due => due.ShopId))
        {
            var due = shop.DistinctBy(one => one.Id).ToList();
            if (await Guarded(due[0], async (_, error) => { foreach (var one in due) await memberships.PostponeProduct(one, error); }, at => ReadProducts(at, due, cancellation)))
                foreach (var one in due) await SettleWaiting(one);
        }
    }

    private async Task<bool> Guarded(Memberships.Due due, Func<Memberships.Due, string, Task> postpone, Func<Shop, Task> read)
    {
        try
        {
            if (await shops.ById(due.ShopId) is not { IsInstalled: true } shop) throw new ShopifyDenied("The shop is not installed.");
            await read(shop);
            return true;
        }
        catch (Exception failure) when (failure is ShopifyUnavailable or ShopifyDenied)
        {
            await postpone(due, failure.Message);
            return false;
        }
    }

    private async Task ReadCollection(Shop shop, long id, CancellationToken cancellation)
    {
        var begun = clock.GetUtcNow().UtcDateTime;
        var (members, title, after) = (new List<long>(), default(string), default(string));
        do
        {
            if (await api.Send(shop, "CollectionProducts", new { id = Gid.Of("Collection", id), after }, data => data.Clone(), cancellation: cancellation) is not Ok<JsonElement>(var data))
                throw new ShopifyUnavailable("Shopify did not show the collection.");
            // One that was deleted holds nothing any more.
            if (data.Part("collection") is not { } collection) break;
            title = collection.Text("title");
            var page = collection.Part("products");
            members.AddRange(page?.Items("nodes").Select(node => Gid.Id(node.Text("id")!)) ?? []);
            after = page?.Part("pageInfo") is { } info && info.Flag("hasNextPage") ? info.Text("endCursor") : null;
        }
        while (after is not null);
        await db.Write(() => memberships.Store(shop.Id, id, title, members, begun), cancellation);
    }

    private async Task ReadProducts(Shop shop, List<Memberships.Due> due, CancellationToken cancellation)
    {
        var known = await memberships.Read(shop.Id);
        var unread = ProductRules.Collections((await programmes.Current(shop.Id)).Settings.ProductRules ?? []).Except(known).ToList();
        if (unread.Count > 0)
        {
            await db.Write(async () => { foreach (var collection in unread) await facts.Watch(shop.Id, collection, null); }, cancellation);
            throw new ShopifyUnavailable("A collection that a rule names is not read yet.");
        }
        var ids = due.Select(one => Gid.Of("Product", one.Id)).ToArray();
        var shown = await Nodes(shop, "ProductsById", new { ids }, cancellation);
        var members = new Dictionary<long, HashSet<long>>();
        foreach (var collection in known)
            members[collection] = (await Nodes(shop, "ProductsInCollection", new { ids, collection = Gid.Of("Collection", collection) }, cancellation))
                .Where(node => node.Flag("inCollection")).Select(node => Gid.Id(node.Text("id")!)).ToHashSet();
        await db.Write(async () =>
        {
            foreach (var node in shown) await products.RecordNode(shop.Id, node, clock.GetUtcNow().UtcDateTime);
            foreach (var one in due)
            {
                await products.RecordUnseen(shop.Id, one.Id);
                foreach (var (collection, held) in members) await memberships.Set(shop.Id, one.Id, collection, held.Contains(one.Id));
                await memberships.MarkSure(shop.Id, one.Id);
            }
        }, cancellation);
    }

    private async Task<List<JsonElement>> Nodes(Shop shop, string document, object variables, CancellationToken cancellation) =>
        await api.Send(shop, document, variables, data => data.Clone(), cancellation: cancellation) is Ok<JsonElement>(var data)
            ? data.Items("nodes").Where(node => node.Text("id") is not null).ToList()
            : throw new ShopifyUnavailable("Shopify did not show the products.");

    private async Task SettleWaiting(Memberships.Due due)
    {
        while (await db.Write(async () =>
        {
            var waiting = await memberships.TakeWaiting(due.ShopId, due.Id, OrdersPerCommit);
            // For an order of the shop's past nobody is to be congratulated today.
            foreach (var id in waiting)
                if (await orders.Load(due.ShopId, id) is { } known) await orderChanged.Settle(known with { IsHistory = known.Order.ProcessedAt < clock.GetUtcNow().UtcDateTime - News });
            return waiting.Count;
        }) == OrdersPerCommit) { }
    }
}
