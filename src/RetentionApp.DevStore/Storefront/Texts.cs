namespace RetentionApp.DevStore.Storefront;

/// <summary>The storefront's own words. What has no translation stays English.</summary>
internal static class Texts
{
    public static string In(string locale, string english) => (locale switch { "ru" => Russian, "ar" => Arabic, _ => null })?.GetValueOrDefault(english) ?? english;

    private static readonly Dictionary<string, string> Russian = new()
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
        ["See your rewards"] = "Ваши бонусы", ["Loyalty"] = "Лояльность", ["This page does not exist"] = "Такой страницы нет", ["VAT included in the price"] = "НДС включён в цену", ["Delivered by email"] = "Придёт на почту",
        ["You might also like"] = "Вам может понравиться", ["Remove code"] = "Убрать промокод", ["In stock, sent within two days"] = "В наличии, отправим за два дня",
        ["There is no such code."] = "Такого промокода нет.", ["Sign in to use this code."] = "Войдите, чтобы применить промокод.", ["This code belongs to another customer."] = "Этот промокод выдан другому покупателю.",
        ["This code has already been used."] = "Этот промокод уже использован.", ["This discount has ended."] = "Срок действия скидки истёк.", ["This discount has not started yet."] = "Скидка ещё не действует.",
        ["The code will be applied at checkout."] = "Промокод применим при оформлении.", ["Search customers"] = "Поиск", ["guest"] = "гость", ["or"] = "или", ["Size"] = "Размер",
        ["Language"] = "Язык",
    };

    private static readonly Dictionary<string, string> Arabic = new()
    {
        ["Shop"] = "المتجر", ["Rewards"] = "المكافآت", ["Cart"] = "السلة", ["Sign in"] = "تسجيل الدخول", ["Account"] = "الحساب", ["Sign out"] = "تسجيل الخروج",
        ["Things for a calmer home"] = "أشياء لبيت أكثر هدوءًا", ["Made in small batches, sent within two days."] = "تُصنع بكميات صغيرة وتُرسل خلال يومين.",
        ["Add to cart"] = "أضف إلى السلة", ["Added to your cart."] = "أُضيف إلى سلتك.", ["Your cart"] = "سلتك", ["Your cart is empty"] = "سلتك فارغة",
        ["Find something you like"] = "ابحث عن شيء يعجبك", ["Check out"] = "إتمام الشراء", ["Update"] = "تحديث", ["Quantity"] = "الكمية", ["Size"] = "المقاس", ["Language"] = "اللغة",
        ["Subtotal"] = "المجموع الفرعي", ["Shipping"] = "الشحن", ["Discount"] = "الخصم", ["Tax"] = "الضريبة", ["Total"] = "الإجمالي", ["Checkout"] = "الدفع", ["Discount code"] = "رمز الخصم",
        ["Apply"] = "تطبيق", ["Remove code"] = "إزالة الرمز", ["Pay now"] = "ادفع الآن", ["Pay later"] = "ادفع لاحقًا", ["Contact"] = "بيانات الاتصال", ["Email"] = "البريد الإلكتروني",
        ["Thank you"] = "شكرًا لك", ["Your order"] = "طلبك", ["Orders"] = "الطلبات", ["You have no orders yet"] = "لا توجد طلبات بعد", ["Who is shopping?"] = "من يتسوق؟",
        ["Continue as a guest"] = "المتابعة كضيف", ["New here?"] = "جديد هنا؟", ["Create account"] = "إنشاء حساب", ["First name"] = "الاسم الأول", ["Last name"] = "اسم العائلة",
        ["See your rewards"] = "مكافآتك", ["Loyalty"] = "الولاء", ["Continue shopping"] = "متابعة التسوق", ["You might also like"] = "قد يعجبك أيضًا", ["In stock, sent within two days"] = "متوفر، يُرسل خلال يومين",
        ["VAT included in the price"] = "السعر شامل الضريبة", ["Delivered by email"] = "يُرسل بالبريد الإلكتروني", ["This page does not exist"] = "هذه الصفحة غير موجودة", ["Search customers"] = "بحث",
        ["The code will be applied at checkout."] = "سيُطبق الرمز عند الدفع.", ["There is no such code."] = "لا يوجد رمز كهذا.", ["This code has already been used."] = "استُخدم هذا الرمز من قبل.",
        ["Sign in to use this code."] = "سجّل الدخول لاستخدام هذا الرمز.", ["This code belongs to another customer."] = "هذا الرمز يخص عميلًا آخر.",
    };
}
