using System.Text.Json;
using System.Text.Json.Nodes;
using RetentionApp.Commerce;
using RetentionApp.Loyalty;
using RetentionApp.Loyalty.Earning;
using RetentionApp.Shopify;
using Xunit;
using static RetentionApp.Tests.Sample;

namespace RetentionApp.Tests.Commerce;

public sealed class PayloadTests
{
    public static TheoryData<string, Action<JsonObject>, long> Same => new()
    {
        { "plain", _ => { }, 150 },
        { "a line discount", o => Lines(o, Line(11, 3, "10.00", discount: "4.00")), 130 },
        { "taxes inside prices", o => Lines(o, Line(11, 3, "10.00", tax: "5.00")), 125 },
        { "taxes beside prices", o => Lines(o.With(x => x["taxes_included"] = false), Line(11, 3, "10.00", tax: "5.00")), 150 },
        { "a gift card", o => Lines(o, Line(11, 1, "10.00"), Line(12, 1, "50.00", giftCard: true)), 50 },
        { "a tip", o => Lines(o, Line(11, 1, "10.00"), Line(12, 1, "3.00", tip: true)), 50 },
        { "a unit refunded", o => Refunded(Lines(o, Line(11, 3, "10.00", current: 2)), Refund(5, 11, 1, "10.00", "10.00")), 100 },
        { "3 for 10.00, one back", o => Refunded(Lines(o, Line(11, 3, "3.34", current: 2, discount: "0.02")), Refund(5, 11, 1, "3.33", "3.33")), 33 },
        { "goodwill", o => Refunded(o, Refund(5, 11, 0, "0", "5.00", discrepancy: "-5.00")), 125 },
        { "a unit and goodwill", o => Refunded(Lines(o, Line(11, 3, "10.00", current: 2)), Refund(5, 11, 1, "10.00", "15.00", discrepancy: "-5.00")), 75 },
        { "a restocking fee", o => Refunded(Lines(o, Line(11, 3, "10.00", current: 2)), Refund(5, 11, 1, "10.00", "8.00", discrepancy: "2.00")), 100 },
        { "shipping refunded", o => Refunded(o, Refund(5, 11, 0, "0", "4.00", shipping: "-4.00")), 150 },
        { "an edit took a unit off", o => Lines(o, Line(11, 3, "10.00", current: 2)), 100 },
    };

    [Theory]
    [MemberData(nameof(Same))]
    public void Webhook_single_read_and_bulk_row_of_one_order_give_the_same_points(string what, Action<JsonObject> change, long points)
    {
        Assert.NotEmpty(what);
        var order = Order().With(change);
        Assert.Equal((points, points), (Points(Rest(order)), Points(Graph(order))));
        var bulk = Graph(order, isBulk: true);
        // Money that a bulk row cannot explain may have been shipping: then the order is read singly.
        if (!EligibleAmount.IsRefundUnexplained(bulk.Facts, bulk.Refunds)) Assert.Equal(points, Points(bulk));
        else Assert.Contains("goodwill", what);
    }

    [Fact]
    public void An_order_in_two_currencies_counts_in_shop_money()
    {
        var order = Order().With(o =>
        {
            o["presentment_currency"] = "EUR";
            o["total_price_set"] = TwoCurrencies("30.00", "35.10");
            var line = o["line_items"]![0]!;
            line["price"] = "11.70";
            line["price_set"] = TwoCurrencies("10.00", "11.70");
            line["discount_allocations"] = new JsonArray(new JsonObject { ["amount"] = "1.17", ["amount_set"] = TwoCurrencies("1.00", "1.17") });
        });
        var heard = Rest(order);
        Assert.Equal(("GBP", 3000, 1000, 100), (heard.Order.Currency, heard.Order.Total, heard.Facts.Lines[0].Price, heard.Facts.Lines[0].Discount));
    }

    [Fact]
    public void Money_paid_back_in_another_currency_says_nothing_about_shop_money()
    {
        var refund = Refund(5, 11, 1, "10.00", "11.70").With(r => r["transactions"]![0]!["currency"] = "EUR");
        Assert.Null(RefundPayload.Read(ModulesWorld.Json(refund), "GBP")!.Money);
        refund["transactions"]![0]!["amount_set"] = TwoCurrencies("10.00", "11.70");
        Assert.Equal(1000, RefundPayload.Read(ModulesWorld.Json(refund), "GBP")!.Money);
    }

    [Fact]
    public void Ids_as_text_numbers_as_money_and_missing_fields_are_read()
    {
        var heard = OrderPayload.Read(1, "JPY", ModulesWorld.Json("""
            {"id":"450789469","financial_status":"PAID","line_items":[{"id":"1","quantity":"2","price":1980,"vendor":null,"title":null},{"id":2,"price":"5"},{"id":3,"quantity":1,"price":null}],
             "customer":{"id":"207119551","email":" ANNA@Example.com "},"refunds":null,"discount_codes":[{"code":"X"},{}]}
            """), ModulesWorld.Start)!;
        Assert.Equal((450789469, 207119551, "paid", "JPY"), (heard.Order.Id, heard.Order.CustomerId, heard.Order.FinancialStatus, heard.Order.Currency));
        Assert.Equal([(2, 1980L, null), (1, 0L, (int?)null)], heard.Facts.Lines.Select(line => (line.Quantity, line.Price, line.Current)));
        Assert.Equal(("anna@example.com", ModulesWorld.Start), (heard.Customer!.Email, heard.Order.UpdatedAt));
        Assert.Equal(["X"], heard.Facts.DiscountCodes);
        Assert.Null(OrderPayload.Read(1, "GBP", ModulesWorld.Json("""{"name":"#1"}"""), null));
        Assert.Null(RefundPayload.Read(ModulesWorld.Json("{}"), "GBP"));
        Assert.Null(CustomerPayload.Read(ModulesWorld.Json("{}")));
    }

    [Theory]
    [InlineData("sale", "success", true)]
    [InlineData("capture", "success", true)]
    [InlineData("authorization", "success", false)]
    [InlineData("sale", "pending", false)]
    [InlineData("refund", "success", false)]
    public void Only_a_successful_sale_or_capture_is_a_payment(string kind, string status, bool isPayment) =>
        Assert.Equal(isPayment, PaymentPayload.Read(ModulesWorld.Json(new { id = 1, order_id = 2, kind, status, processed_at = "2026-02-01T10:00:00Z" })) is not null);

    [Fact]
    public void The_admin_apis_payments_and_customers_are_read()
    {
        var (node, _) = Sample.Graph(Order());
        node["transactions"] = JsonNode.Parse("""
            [{"kind":"AUTHORIZATION","status":"SUCCESS","createdAt":"2026-01-01T00:00:00Z"},{"kind":"CAPTURE","status":"FAILURE","createdAt":"2026-01-02T00:00:00Z"},
             {"kind":"CAPTURE","status":"SUCCESS","createdAt":"2026-01-04T00:00:00Z","processedAt":null},{"kind":"SALE","status":"SUCCESS","createdAt":"2026-01-05T00:00:00Z","processedAt":"2026-01-03T00:00:00+00:00"}]
            """);
        Assert.Equal(new DateTime(2026, 1, 3, 0, 0, 0, DateTimeKind.Utc), AdminNodes.ReadOrder(1, ModulesWorld.Json(node), []).FirstPaidAt);
        var customer = AdminNodes.ReadCustomer(ModulesWorld.Json("""
            {"id":"gid://shopify/Customer/7","firstName":"Anna","tags":["a","b"],"defaultEmailAddress":{"emailAddress":"ANNA@example.com","marketingState":"SUBSCRIBED"},"defaultPhoneNumber":null,"updatedAt":"2026-01-01T00:00:00Z"}
            """));
        Assert.Equal((7, "anna@example.com", "a, b", true, null), (customer.Id, customer.Email, customer.Tags, customer.HasEmailConsent, customer.Phone));
    }

    [SharedFact]
    public void Every_order_payload_of_the_collection_can_be_read()
    {
        var files = Directory.EnumerateDirectories(Path.Combine(Repository.Shared, "shopify", "webhooks"), "orders-*").SelectMany(folder => Directory.EnumerateFiles(folder, "*.json"))
            .Where(file => !file.EndsWith(".headers.json", StringComparison.Ordinal) && !file.Contains("orders-edited", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            using var payload = JsonDocument.Parse(File.ReadAllBytes(file));
            if (payload.RootElement.Part("line_items") is null) continue;
            var heard = OrderPayload.Read(1, "USD", payload.RootElement, null);
            if (heard is null) continue;
            Assert.True(OrderEarning.Explain(heard.Facts, heard.Refunds, new ProgrammeSettings()).Points >= 0, file);
        }
    }

    private static OrderHeard Rest(JsonObject order) => OrderPayload.Read(1, "GBP", ModulesWorld.Json(order), null)!;

    private static OrderHeard Graph(JsonObject order, bool isBulk = false)
    {
        var (node, lines) = Sample.Graph(order, isBulk);
        return AdminNodes.ReadOrder(1, ModulesWorld.Json(node), lines.Select(line => ModulesWorld.Json(line)));
    }

    private static long Points(OrderHeard heard) => OrderEarning.Explain(heard.Facts, heard.Refunds, new ProgrammeSettings()).Points;

    private static JsonObject Lines(JsonObject order, params JsonNode[] lines) => order.With(o => o["line_items"] = new JsonArray(lines));

    private static void Refunded(JsonObject order, JsonNode refund) => order["refunds"]!.AsArray().Add(refund);

    private static JsonObject TwoCurrencies(string shop, string presentment) =>
        new() { ["shop_money"] = new JsonObject { ["amount"] = shop, ["currency_code"] = "GBP" }, ["presentment_money"] = new JsonObject { ["amount"] = presentment, ["currency_code"] = "EUR" } };
}
