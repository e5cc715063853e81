// The theme's own variant picker: shows the price and keeps the choice in the address, as most themes do.
const select = document.querySelector("form[data-type=add-to-cart-form] select[name=id]");
select?.addEventListener("change", () => {
  document.querySelector("[data-price]").textContent = select.selectedOptions[0].dataset.price;
  const address = new URL(location.href);
  address.searchParams.set("variant", select.value);
  history.replaceState(null, "", address);
});
