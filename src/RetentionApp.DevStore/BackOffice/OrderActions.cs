using System.Globalization;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.BackOffice;

internal static class OrderActions
{
    public static string Do(Store store, HttpContext http, IFormCollection form)
    {
        var order = store.OrderById(OfficeEndpoints.Id(http));
        switch (form["do"].ToString())
        {
            case "pay":
                store.Pay(order);
                return $"{order.Name} is paid.";
            case "fulfil":
                store.Fulfil(order);
                return $"{order.Name} is on its way.";
            case "deliver":
                store.Deliver(order);
                return $"{order.Name} was delivered.";
            case "cancel":
                store.Cancel(order);
                return $"{order.Name} is cancelled.";
            case "delete":
                store.Delete(order);
                return $"{order.Name} is deleted.";
            case "edit":
                store.Edit(order, Units(form, "edit-"));
                return $"{order.Name} was edited.";
            case "refund":
                var refund = store.Refund(order, Units(form, "units-"), OfficeEndpoints.Amount(store, form["shipping"]), OfficeEndpoints.Amount(store, form["goodwill"]), form["to"] == "credit", form["note"].ToString() is { Length: > 0 } note ? note : null);
                return $"{store.Money(refund.Total).Shown} went back.";
            case "refund-all":
                return $"{store.Money(store.RefundAll(order).Total).Shown} went back.";
            case "dispute":
                store.OpenDispute(order);
                return $"The payment of {order.Name} is disputed.";
            case "dispute-won" or "dispute-lost":
                store.EndDispute(order, form["do"] == "dispute-won");
                return form["do"] == "dispute-won" ? "The shop won the dispute." : "The shop lost the dispute.";
            case "return-request" or "return-approve" or "return-decline" or "return-cancel" or "return-close" or "return-reopen":
                return $"The return of {order.Name} is {store.MoveReturn(order, form["do"].ToString()[7..]).Status}.";
            default:
                throw new StoreRefusal("There is no such action.");
        }
    }

    private static Dictionary<int, int> Units(IFormCollection form, string prefix) => form.Keys
        .Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && form[key].ToString().Trim().Length > 0)
        .ToDictionary(key => int.Parse(key[prefix.Length..], CultureInfo.InvariantCulture), key => OfficeEndpoints.Number(form[key]));
}
