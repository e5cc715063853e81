namespace RetentionApp.DevStore.Storefront;

/// <summary>The storefront's own words. What has no translation stays English.</summary>
internal static class Texts
{
    public static string Russian(string english) => Words.GetValueOrDefault(english, english);

    private static readonly Dictionary<string, string> Words = new()
    {
        ["Shop"] = "Магазин", ["Rewards"] = "Бонусы", ["Cart"] = "Корзина", ["Sign in"] = "Войти", ["Account"] = "Кабинет", ["Sign out"] = "Выйти",
        ["Things for a calmer home"] = "Вещи для спокойного дома", ["Made in small batches, sent within two days."] = "Небольшие партии, отправка за два дня.",
        ["Add to cart"] = "В корзину", ["Added to your cart."] = "Товар в корзине.", ["Your cart"] = "Ваша корзина", ["Your cart is empty"] = "Корзина пуста",
        ["Find something you like"] = "Выбрать что-нибудь", ["Check out"] = "Оформить заказ", ["Update"] = "Обновить", ["Remove"] = "Убрать", ["Quantity"] = "Количество",
        ["Subtotal"] = "Товары", ["Shipping"] = "Доставка", ["Discount"] = "Скидка", ["Tax"] = "Налог", ["Total"] = "Итого", ["Tax included"] = "Налог включён", ["Checkout"] = "Оформление",
        ["Discount code"] = "Промокод", ["Apply"] = "Применить", ["Pay now"] = "Оплатить", ["Pay later"] = "Оплатить позже", ["Prices include tax"] = "Цены с налогом",
        ["Contact"] = "Контакты", ["Email"] = "Эл. почта", ["Thank you"] = "Спасибо", ["Your order"] = "Ваш заказ", ["Orders"] = "Заказы", ["You have no orders yet"] = "Заказов пока нет",
        ["Who is shopping?"] = "Кто покупает?", ["Continue as a guest"] = "Купить без входа", ["New here?"] = "Впервые у нас?", ["Create account"] = "Создать учётную запись",
        ["First name"] = "Имя", ["Last name"] = "Фамилия", ["Paid"] = "Оплачен", ["Awaiting payment"] = "Ждёт оплаты", ["Cancelled"] = "Отменён", ["Refunded"] = "Деньги возвращены",
        ["Partly refunded"] = "Частичный возврат", ["Delivered"] = "Доставлен", ["On its way"] = "В пути", ["Being prepared"] = "Собираем", ["Continue shopping"] = "Продолжить покупки",
        ["See your rewards"] = "Ваши бонусы", ["This page does not exist"] = "Такой страницы нет", ["VAT included in the price"] = "НДС включён в цену", ["Delivered by email"] = "Придёт на почту",
        ["You might also like"] = "Вам может понравиться", ["Remove code"] = "Убрать промокод", ["In stock, sent within two days"] = "В наличии, отправим за два дня",
        ["There is no such code."] = "Такого промокода нет.", ["Sign in to use this code."] = "Войдите, чтобы применить промокод.", ["This code belongs to another customer."] = "Этот промокод выдан другому покупателю.",
        ["This code has already been used."] = "Этот промокод уже использован.", ["This discount has ended."] = "Срок действия скидки истёк.", ["This discount has not started yet."] = "Скидка ещё не действует.",
        ["The code will be applied at checkout."] = "Промокод применим при оформлении.", ["Search customers"] = "Поиск", ["guest"] = "гость", ["or"] = "или",
    };
}
