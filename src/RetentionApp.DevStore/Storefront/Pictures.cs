using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Storefront;

/// <summary>Draws a product as SVG: a quiet ground, a soft shadow, one simple shape.</summary>
internal static class Pictures
{
    private static readonly (string From, string To)[] Grounds = [("#eef2ec", "#d8e2d6"), ("#f5efe6", "#e6d9c6"), ("#eceff3", "#d5dde6"), ("#f6ecea", "#e8d3cd"), ("#f1eef4", "#dcd4e4"), ("#f4f1e4", "#e2dcbf")];
    private static readonly (string Main, string Dark, string Light)[] Inks =
        [("#7f9f8b", "#4f705d", "#b9cfc1"), ("#c58f63", "#8c5c38", "#e4c4a6"), ("#6f89a6", "#44607e", "#b3c4d6"), ("#b9776b", "#834a40", "#e2b8b0"), ("#8d7ba6", "#5f4e79", "#c7bbd8"), ("#b59f4f", "#7d6c2c", "#ded1a0")];

    public static string Of(Product product)
    {
        var pick = (int)(product.Id % 6);
        var (from, to) = Grounds[pick];
        var ink = Inks[(pick + product.Title.Length) % 6];
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img"><defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="{from}"/><stop offset="1" stop-color="{to}"/></linearGradient><linearGradient id="b" x1="0" x2="1"><stop offset="0" stop-color="{ink.Light}"/><stop offset=".45" stop-color="{ink.Main}"/><stop offset="1" stop-color="{ink.Dark}"/></linearGradient></defs><rect width="400" height="400" fill="url(#g)"/><ellipse cx="206" cy="322" rx="105" ry="15" fill="#000" opacity=".10"/>{Shape(product.Picture, ink)}</svg>
            """;
    }

    private static string Shape(string picture, (string Main, string Dark, string Light) ink) => picture switch
    {
        "vase" => $"""<g stroke="{ink.Dark}" stroke-width="4" fill="none"><path d="M200 150C196 110 176 84 158 66M202 150c2-46 14-74 34-92M200 150V52"/></g><g fill="{ink.Light}"><circle cx="156" cy="62" r="15"/><circle cx="238" cy="54" r="17"/><circle cx="200" cy="46" r="13"/></g><path d="M176 146h48c0 34 44 62 44 112 0 40-26 64-68 64s-68-24-68-64c0-50 44-78 44-112z" fill="url(#b)"/><ellipse cx="200" cy="146" rx="24" ry="6" fill="{ink.Dark}"/>""",
        "candle" => $"""<path d="M200 96c14 18 18 28 18 38a18 18 0 0 1-36 0c0-10 4-20 18-38z" fill="#f2b54a"/><path d="M200 118c7 9 9 14 9 19a9 9 0 0 1-18 0c0-5 2-10 9-19z" fill="#fff3c9"/><path d="M200 150v24" stroke="#444" stroke-width="3"/><rect x="128" y="172" width="144" height="150" rx="14" fill="url(#b)"/><rect x="128" y="172" width="144" height="20" rx="10" fill="{ink.Light}"/><rect x="156" y="224" width="88" height="58" rx="4" fill="#fff" opacity=".85"/><path d="M172 244h56M180 260h40" stroke="{ink.Dark}" stroke-width="4"/>""",
        "mug" => $"""<path d="M268 190h24c26 0 38 18 38 42s-12 44-38 44h-24" fill="none" stroke="{ink.Dark}" stroke-width="18"/><path d="M116 160h160v112c0 30-18 50-46 50h-68c-28 0-46-20-46-50z" fill="url(#b)"/><ellipse cx="196" cy="160" rx="80" ry="16" fill="{ink.Dark}"/><ellipse cx="196" cy="163" rx="68" ry="11" fill="#5b3a22"/><g stroke="#fff" stroke-width="6" opacity=".7" fill="none" stroke-linecap="round"><path d="M176 130c-10-14 10-22 0-38M214 130c-10-14 10-22 0-38"/></g>""",
        "bowl" => $"""<path d="M88 200h224c0 70-44 122-112 122S88 270 88 200z" fill="url(#b)"/><ellipse cx="200" cy="200" rx="112" ry="24" fill="{ink.Light}"/><ellipse cx="200" cy="204" rx="92" ry="16" fill="{ink.Dark}" opacity=".5"/>""",
        "plant" => $"""<g fill="#5d8a66"><path d="M200 214C150 190 128 140 136 92c44 16 66 62 64 122z"/><path d="M200 214c50-24 72-74 64-122-44 16-66 62-64 122z" fill="#7aa682"/><path d="M200 214c-22-46-18-104 2-142 22 38 22 96-2 142z" fill="#466e50"/></g><path d="M138 212h124l-14 110h-96z" fill="url(#b)"/><rect x="130" y="204" width="140" height="22" rx="5" fill="{ink.Dark}"/>""",
        "cushion" => $"""<path d="M96 120c34 10 174 10 208 0 10 40 10 164 0 200-40-12-168-12-208 0-10-40-10-160 0-200z" fill="url(#b)"/><g stroke="{ink.Light}" stroke-width="7" fill="none" opacity=".8"><path d="M100 170h200M98 220h204M100 270h200"/></g>""",
        "throw" => $"""<path d="M92 130h216v176H92z" fill="url(#b)"/><path d="M92 130h216v50H92z" fill="{ink.Light}"/><path d="M92 206h216M92 222h216M92 256h216" stroke="#fff" stroke-width="5" opacity=".6"/><g stroke="{ink.Dark}" stroke-width="4"><path d="M98 306v22M122 306v22M146 306v22M170 306v22M194 306v22M218 306v22M242 306v22M266 306v22M290 306v22"/></g>""",
        "clock" => $"""<circle cx="200" cy="212" r="110" fill="url(#b)"/><circle cx="200" cy="212" r="88" fill="#fffdf8"/><g stroke="{ink.Dark}" stroke-width="6" stroke-linecap="round"><path d="M200 212v-58M200 212l38 22M200 132v10M200 282v10M120 212h10M270 212h10"/></g>""",
        "frame" => $"""<rect x="104" y="92" width="192" height="230" fill="url(#b)"/><rect x="126" y="114" width="148" height="186" fill="#fffdf8"/><circle cx="226" cy="168" r="22" fill="#e9b65c"/><path d="M126 270l48-62 36 40 26-26 38 48v30H126z" fill="{ink.Main}"/>""",
        "soap" => $"""<rect x="96" y="208" width="208" height="114" rx="30" fill="url(#b)"/><rect x="96" y="208" width="208" height="50" rx="25" fill="{ink.Light}"/><g fill="#fff" opacity=".85"><circle cx="140" cy="176" r="20"/><circle cx="180" cy="154" r="13"/><circle cx="248" cy="172" r="24"/><circle cx="214" cy="132" r="9"/></g>""",
        "notebook" => $"""<rect x="116" y="96" width="180" height="226" rx="8" fill="{ink.Dark}"/><rect x="110" y="92" width="180" height="226" rx="8" fill="url(#b)"/><rect x="142" y="132" width="116" height="52" rx="4" fill="#fff" opacity=".9"/><path d="M158 150h84M158 166h56" stroke="{ink.Dark}" stroke-width="4"/><path d="M274 92v226" stroke="{ink.Light}" stroke-width="6"/>""",
        "tea" => $"""<rect x="122" y="130" width="156" height="192" rx="10" fill="url(#b)"/><rect x="114" y="108" width="172" height="34" rx="8" fill="{ink.Dark}"/><ellipse cx="200" cy="232" rx="52" ry="58" fill="#fff" opacity=".9"/><path d="M200 200c26 12 30 44 0 64-30-20-26-52 0-64zM200 206v56" fill="#7aa682" stroke="#466e50" stroke-width="3"/>""",
        "basket" => $"""<path d="M128 190c0-110 144-110 144 0" fill="none" stroke="{ink.Dark}" stroke-width="14"/><path d="M92 186h216l-26 136H118z" fill="url(#b)"/><g stroke="{ink.Dark}" stroke-width="4" opacity=".45" fill="none"><path d="M98 216h204M104 248h192M110 280h180M140 186l10 136M180 186l4 136M220 186l-4 136M260 186l-10 136"/></g>""",
        "lamp" => $"""<path d="M150 96h100l44 110H106z" fill="url(#b)"/><path d="M200 206v92" stroke="{ink.Dark}" stroke-width="10"/><rect x="142" y="298" width="116" height="24" rx="12" fill="{ink.Dark}"/><ellipse cx="200" cy="206" rx="94" ry="12" fill="#fff3c9" opacity=".85"/>""",
        "card" => $"""<g transform="rotate(-7 200 220)"><rect x="82" y="142" width="236" height="150" rx="14" fill="url(#b)"/><rect x="82" y="196" width="236" height="20" fill="#fff" opacity=".75"/><rect x="188" y="142" width="22" height="150" fill="#fff" opacity=".75"/><path d="M199 206c-40-44-66-8-40 4 16 6 28 0 40-4zM199 206c40-44 66-8 40 4-16 6-28 0-40-4z" fill="{ink.Dark}"/></g>""",
        _ => $"""<path d="M110 170l90-40 90 40v110l-90 42-90-42z" fill="url(#b)"/><path d="M110 170l90 42 90-42M200 212v110" stroke="{ink.Light}" stroke-width="5" fill="none"/>""",
    };
}
