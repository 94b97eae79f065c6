// Menus that fold open (components/menus.py): one at a time, closed by a choice, a click beside it, or Esc.

(function () {
  "use strict";

  var OPEN = "details.kompas-fold-menu[open]";

  document.addEventListener("click", function (event) {
    var option = event.target.closest ? event.target.closest(".kompas-menu-option") : null;
    document.querySelectorAll(OPEN).forEach(function (menu) {
      if (option || !menu.contains(event.target)) {
        menu.open = false;
      }
    });
  });

  document.addEventListener("keydown", function (event) {
    var menu = event.key === "Escape" ? document.querySelector(OPEN) : null;
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();
