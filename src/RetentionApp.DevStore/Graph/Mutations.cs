using System.Text.Json;
using System.Text.Json.Nodes;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Graph;

internal sealed record UserError(IReadOnlyList<string>? Field, string Message, string Code);

internal sealed record Payload<T>(T? Made, IReadOnlyList<UserError> Errors) where T : class;

/// <summary>One mutation document being answered, with the fault lined up for it.</summary>
internal sealed record Call(Store Store, Fault? Fault);

/// <summary>What may stand at the top of a mutation.</summary>
internal static class Mutations
{
    public static readonly Shape<UserError> Error = new Shape<UserError>("UserError").Text("message", error => error.Message).Text("code", error => error.Code)
        .Field("extraInfo", (json, _, _) => json.WriteNullValue())
        .Field("field", (json, error, _) =>
        {
            if (error.Field is null)
            {
                json.WriteNullValue();
                return;
            }
            json.WriteStartArray();
            foreach (var part in error.Field) json.WriteStringValue(part);
            json.WriteEndArray();
        });

    private static readonly Shape<FlowRun> FlowRunShape = new("FlowTriggerReceive");

    public static readonly Shape<Call> Root = new Shape<Call>("Mutation")
        .Field("bulkOperationRunQuery", Made(BulkOperations.Shape, "bulkOperation", (call, selection) => call.Store.Bulk.Run(selection.Text("query") ?? "", call.Fault?.Kind == FaultKind.BulkFails), out var bulk), bulk)
        .Field("bulkOperationCancel", Made(BulkOperations.Shape, "bulkOperation", (call, selection) => call.Store.Bulk.Cancel(Queries.Id(selection, "BulkOperation")), out var cancelled), cancelled)
        .Field("flowTriggerReceive", Made(FlowRunShape, "flowRun", (call, selection) => FlowInput.Receive(call.Store, selection.Text("handle"), selection.Arguments.GetValueOrDefault("payload")), out var told), told)
        .Field("discountCodeBasicCreate", Made(Shapes.All.DiscountNode, "codeDiscountNode", (call, selection) => DiscountInput.Create(call.Store, selection.Arguments.GetValueOrDefault("basicCodeDiscount") as JsonObject), out var created), created, "write_discounts")
        .Field("discountCodeFreeShippingCreate", Made(Shapes.All.DiscountNode, "codeDiscountNode", (call, selection) => DiscountInput.Create(call.Store, selection.Arguments.GetValueOrDefault("freeShippingCodeDiscount") as JsonObject, isShipping: true), out var shipping), shipping, "write_discounts")
        .Field("discountCodeBasicUpdate", Made(Shapes.All.DiscountNode, "codeDiscountNode", (call, selection) => DiscountInput.Update(call.Store, Queries.Id(selection, "DiscountCodeNode"), selection.Arguments.GetValueOrDefault("basicCodeDiscount") as JsonObject, isShipping: false), out var changed), changed, "write_discounts")
        .Field("discountCodeFreeShippingUpdate", Made(Shapes.All.DiscountNode, "codeDiscountNode", (call, selection) => DiscountInput.Update(call.Store, Queries.Id(selection, "DiscountCodeNode"), selection.Arguments.GetValueOrDefault("freeShippingCodeDiscount") as JsonObject, isShipping: true), out var rerouted), rerouted, "write_discounts")
        .Field("discountCodeDelete", TierInput.Gone("deletedCodeDiscountId", (call, selection) => TierInput.DeleteDiscount(call.Store, selection), out var dropped), dropped, "write_discounts")
        .Field("segmentCreate", Made(TierInput.Segment, "segment", (call, selection) => TierInput.CreateSegment(call.Store, selection.Text("name")!, selection.Text("query")!), out var segment), segment, "write_customers")
        .Field("segmentDelete", TierInput.Gone("deletedSegmentId", (call, selection) => TierInput.DeleteSegment(call.Store, selection), out var noSegment), noSegment, "write_customers")
        .Field("metafieldDefinitionCreate", Made(TierInput.Definition, "createdDefinition", (call, selection) => TierInput.Define(call.Store, selection.Arguments.GetValueOrDefault("definition") as JsonObject), out var defined), defined, "write_customers")
        .Field("metafieldsSet", TierInput.Told("MetafieldsSetPayload", (call, selection) => TierInput.Set(call.Store, selection.Arguments.GetValueOrDefault("metafields") as JsonArray), out var set), set)
        .Field("metafieldsDelete", TierInput.Told("MetafieldsDeletePayload", (call, selection) => TierInput.Delete(call.Store, selection.Arguments.GetValueOrDefault("metafields") as JsonArray), out var unset), unset)
        .Field("discountCodeDeactivate", Made(Shapes.All.DiscountNode, "codeDiscountNode", (call, selection) => DiscountInput.Deactivate(call.Store, Queries.Id(selection, "DiscountCodeNode")), out var ended), ended, "write_discounts")
        .Field("giftCardCreate", Made(GiftShapes.Card, "giftCard", (call, selection) => GiftInput.Card(call.Store, selection.Arguments.GetValueOrDefault("input") as JsonObject), out var card), card, "write_gift_cards")
        .Field("giftCardDeactivate", Made(GiftShapes.Card, "giftCard", (call, selection) => GiftInput.Deactivate(call.Store, Queries.Id(selection, "GiftCard")), out var cardOff), cardOff, "write_gift_cards")
        .Field("storeCreditAccountCredit", Made(GiftShapes.Entry, "storeCreditAccountTransaction", (call, selection) => GiftInput.Credit(call.Store, selection.Text("id"), selection.Arguments.GetValueOrDefault("creditInput") as JsonObject), out var credit), credit, "write_store_credit_account_transactions")
        .Field("tagsAdd", Made(Shapes.All.Customer, "node", (call, selection) => GiftInput.Tag(call.Store, selection, adds: true), out var tagged), tagged, "write_customers")
        .Field("tagsRemove", Made(Shapes.All.Customer, "node", (call, selection) => GiftInput.Tag(call.Store, selection, adds: false), out var untagged), untagged, "write_customers");

    private static WriteField<Call> Made<T>(Shape<T> of, string name, Func<Call, Selection, Payload<T>> make, out IShape shape) where T : class
    {
        var payload = new Shape<Payload<T>>($"{of.Type}Payload").One(name, of, one => one.Made).Many("userErrors", Error, one => one.Errors);
        shape = payload;
        return (json, call, selection) => payload.Write(json, call.Fault is { Kind: FaultKind.UserErrors } fault ? new Payload<T>(null, [new UserError(null, fault.Message, fault.Code)]) : make(call, selection), selection.Fields);
    }
}
