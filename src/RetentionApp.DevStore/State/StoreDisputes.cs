using RetentionApp.DevStore.Webhooks;

namespace RetentionApp.DevStore.State;

internal sealed partial class Store
{
    /// <summary>The buyer's bank takes the payment back until the shop has answered.</summary>
    public Dispute OpenDispute(Order order) => Act(said =>
    {
        if (!order.IsPaid) throw new StoreRefusal($"{order.Name} is not paid: there is nothing to dispute.");
        if (order.Disputes.Exists(one => one.FinalizedAt is null)) throw new StoreRefusal($"The payment of {order.Name} is disputed already.");
        var dispute = new Dispute { Id = NewId(), Amount = order.Received - order.Refunded, InitiatedAt = Today, Status = "needs_response" };
        order.Disputes.Add(dispute);
        said.Say("disputes/create", () => DisputeJson.Body(this, order, dispute));
        return dispute;
    });

    public void EndDispute(Order order, bool won) => Act(said =>
    {
        var dispute = order.Disputes.Find(one => one.FinalizedAt is null) ?? throw new StoreRefusal($"The payment of {order.Name} is not disputed.");
        (dispute.Status, dispute.FinalizedAt) = (won ? "won" : "lost", Today);
        said.Say("disputes/update", () => DisputeJson.Body(this, order, dispute));
    });

    /// <summary>What can happen next to the order's return; asking for one is the first step.</summary>
    public static IReadOnlyList<string> ReturnSteps(Order order) => order.Return?.Status switch
    {
        null or "declined" or "canceled" when order.IsPaid && order.CancelledAt is null => ["request"],
        "requested" => ["approve", "decline"],
        "open" => ["close", "cancel"],
        "closed" => ["reopen"],
        _ => [],
    };

    /// <summary>Goods come back by steps; the money follows by a refund of its own.</summary>
    public Return MoveReturn(Order order, string step) => Act(said =>
    {
        if (!ReturnSteps(order).Contains(step)) throw new StoreRefusal($"The return of {order.Name} cannot take this step now.");
        if (step == "request") order.Return = new Return { Id = NewId(), Status = "requested" };
        else order.Return!.Status = step switch { "decline" => "declined", "cancel" => "canceled", "close" => "closed", _ => "open" };
        var moved = order.Return!;
        said.Say($"returns/{step}", () => DisputeJson.Return(order, moved));
        return moved;
    });
}
