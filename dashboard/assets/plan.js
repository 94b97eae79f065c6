// The plan under a reader's hands: ticking rows, walking through them by key, and deciding about one after another.

(function () {
  "use strict";

  var GRID = "plan-grid";
  var KEYS = "kompas-keys"; // "off" in this browser when somebody switched the keys off
  var MOST = 500;
  var picked = new Map(); // employer to the version of its newest decision, as its row showed it
  var lastTicked = null;
  var stepsOn = false; // whether the decision under way was recorded, not undone

  function grid() {
    return document.getElementById(GRID) ? window.dash_ag_grid.getApi(GRID) : null;
  }

  function setProps(identifier, props) {
    window.dash_clientside.set_props(identifier, props);
  }

  function panelIsOpen() {
    return Boolean(document.getElementById("plan-drawer-body"));
  }

  function noUpdate() {
    return window.dash_clientside.no_update;
  }

  /* Ticks */

  function hand() {
    setProps("plan-picked", {
      data: Array.from(picked).slice(0, MOST),
    });
  }

  function tick(node, on) {
    if (!node || !node.data) {
      return;
    }
    if (on) {
      picked.set(node.data.employer_id, node.data.version);
    } else {
      picked.delete(node.data.employer_id);
    }
  }

  function tickRow(api, node, on, range) {
    var from = range && lastTicked !== null ? Math.min(lastTicked, node.rowIndex) : node.rowIndex;
    var to = range && lastTicked !== null ? Math.max(lastTicked, node.rowIndex) : node.rowIndex;
    for (var index = from; index <= to; index += 1) {
      tick(api.getDisplayedRowAtIndex(index), on);
    }
    lastTicked = node.rowIndex;
    hand();
  }

  window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {};
  window.dashAgGridComponentFunctions.KompasTick = function (props) {
    if (!props.data) {
      return null;
    }
    return React.createElement("input", {
      type: "checkbox",
      tabIndex: -1,
      checked: picked.has(props.data.employer_id),
      "aria-label": props.label.replace("{name}", props.data.trade_name),
      onChange: function () {},
    });
  };

  // A click anywhere in the cell of a tick ticks; the list, which would take it for opening the row, never hears it.
  document.addEventListener(
    "click",
    function (event) {
      var cell = event.target.closest ? event.target.closest(".ag-cell[col-id='tick']") : null;
      var node = cell && nodeOfCell(cell);
      if (node && node.data) {
        event.preventDefault();
        event.stopPropagation();
        tickRow(grid(), node, !picked.has(node.data.employer_id), event.shiftKey);
      }
    },
    true
  );

  /* Walking */

  function nodeOfCell(target) {
    var row = target && target.closest ? target.closest("#" + GRID + " .ag-row") : null;
    return row ? grid().getDisplayedRowAtIndex(Number(row.getAttribute("row-index"))) : null;
  }

  function current(api) {
    return api.getSelectedNodes()[0] || null;
  }

  // Selects a row, which opens it; one that has not come yet is waited for.
  function open(api, index, tries) {
    if (index < 0 || index >= api.getDisplayedRowCount()) {
      return;
    }
    api.ensureIndexVisible(index);
    var node = api.getDisplayedRowAtIndex(index);
    if (node && node.data) {
      node.setSelected(true, true);
    } else if (tries > 0) {
      window.setTimeout(open, 50, api, index, tries - 1);
    }
  }

  function step(by) {
    var api = grid();
    var node = api && current(api);
    if (node) {
      open(api, node.rowIndex + by, 100);
    }
  }

  function told() {
    var line = document.querySelector("#plan-drawer-body .kompas-done:not(#plan-told)");
    return line && line.textContent ? line : null;
  }

  function say(text) {
    var line = document.getElementById("plan-told");
    if (line) {
      line.textContent = text;
    }
    return line;
  }

  // After a decision: on to the next row, and what was recorded stands above it; without a next row it stays.
  function moveOn(api) {
    var node = current(api);
    var title = document.querySelector(".mantine-Drawer-title");
    var line = told();
    var advance = document.getElementById("plan-advance");
    var last = !node || node.rowIndex + 1 >= api.getDisplayedRowCount();
    if (!stepsOn || last || !line || !advance || !advance.checked) {
      return false;
    }
    var said = say((title ? title.textContent + ": " : "") + line.textContent);
    open(api, node.rowIndex + 1, 100);
    said.focus();
    return true;
  }

  /* Keys */

  function isField(target) {
    var kind = target.tagName === "INPUT" ? target.type : "";
    var typed = target.tagName === "INPUT" && kind !== "checkbox" && kind !== "radio";
    return typed || target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName);
  }

  function accept() {
    var choice = document.querySelector("#decide-kind input[value='accept']");
    var button = document.getElementById("decide-record");
    if (!button || button.disabled) {
      return;
    }
    if (choice && !choice.checked) {
      choice.click();
      window.setTimeout(record, 50, 100);
    } else {
      record(1);
    }
  }

  // The reason that goes without saying comes from the server.
  function record(tries) {
    var reason = document.getElementById("decide-reason");
    var button = document.getElementById("decide-record");
    if (reason && reason.value && button) {
      button.click();
    } else if (tries > 0) {
      window.setTimeout(record, 50, tries - 1);
    }
  }

  var ANYWHERE = {
    "?": function () {
      setProps("plan-keys", { opened: true });
    },
    "/": function () {
      var box = document.getElementById("plan-search");
      if (box && !panelIsOpen()) {
        box.focus();
      }
    },
    j: function () {
      step(1);
    },
    k: function () {
      step(-1);
    },
    a: function () {
      if (panelIsOpen()) {
        accept();
      }
    },
    o: function (event) {
      var node = nodeOfCell(event.target);
      if (node && node.data) {
        node.setSelected(true, true);
      }
    },
    x: function (event) {
      var node = nodeOfCell(event.target);
      if (node && node.data && document.querySelector("#" + GRID + " [col-id='tick']")) {
        tickRow(grid(), node, !picked.has(node.data.employer_id), false);
      }
    },
  };

  document.addEventListener("keydown", function (event) {
    var key = ANYWHERE[event.key];
    var single = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!key || !single || event.defaultPrevented || !document.getElementById(GRID) || isField(event.target)) {
      return;
    }
    if (window.localStorage.getItem(KEYS) === "off") {
      return;
    }
    event.preventDefault();
    key(event);
  });

  // The space bar on a tick ticks, before the list takes it for opening the row.
  document.addEventListener(
    "keydown",
    function (event) {
      var cell = event.key === " " && event.target.closest ? event.target.closest(".ag-cell[col-id='tick']") : null;
      var node = cell && nodeOfCell(cell);
      if (node && node.data) {
        event.preventDefault();
        event.stopImmediatePropagation();
        tickRow(grid(), node, !picked.has(node.data.employer_id), event.shiftKey);
      }
    },
    true
  );

  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest("button") : null;
    if (!button) {
      return;
    }
    if (button.id === "decide-record" || button.id === "decide-undo") {
      stepsOn = button.id === "decide-record";
    } else if (button.id === "plan-next" || button.id === "plan-previous") {
      step(button.id === "plan-next" ? 1 : -1);
    }
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.kompas = Object.assign(window.dash_clientside.kompas || {}, {
    // Asks the server again for the rows in sight, after a decision; where the reader is in the list stays.
    refreshList: function (changed) {
      var api = changed ? grid() : null;
      window.requestAnimationFrame(function () {
        var moved = api && moveOn(api);
        stepsOn = false;
        var line = moved ? null : told() || document.querySelector("#plan-bulk-body .kompas-done");
        if (line) {
          line.focus();
        }
        if (api) {
          api.refreshInfiniteCache();
        }
      });
      return noUpdate();
    },

    // A row whose panel was closed is no longer selected, so that it can be selected again; the focus is on it.
    unselect: function (opened) {
      var api = opened === false ? grid() : null;
      var node = api && current(api);
      if (node) {
        api.deselectAll();
        api.setFocusedCell(node.rowIndex, "trade_name");
      }
      return noUpdate();
    },

    // What is sought goes with the view that the list is asked for, and then the list is asked for anew.
    planSought: function (text, week, shown) {
      if (!shown) {
        return [noUpdate(), noUpdate()];
      }
      var asked = Object.assign({}, shown, { search: text || "", week: week === "all" ? "" : week });
      if (asked.search === (shown.search || "") && asked.week === (shown.week || "")) {
        return [noUpdate(), noUpdate()];
      }
      document.querySelectorAll(".kompas-week").forEach(function (chip) {
        chip.setAttribute("aria-pressed", String(JSON.parse(chip.id).week === asked.week));
      });
      window.setTimeout(function () {
        var api = grid();
        if (api) {
          api.purgeInfiniteCache();
        }
      });
      return [asked, ""];
    },

    // A week's button narrows the list to it; pressed again, all weeks are shown.
    pickWeek: function (clicks, week) {
      var context = window.dash_clientside.callback_context;
      if (!context.triggered_id || !clicks.some(Boolean)) {
        return noUpdate();
      }
      return context.triggered_id.week === week ? "all" : context.triggered_id.week;
    },

    // How many are ticked, on the button that decides about them.
    showPicked: function (data) {
      picked = new Map(data || []);
      window.setTimeout(function () {
        var api = grid();
        if (api) {
          api.refreshCells({ columns: ["tick"], force: true });
        }
      });
      var button = document.getElementById("plan-bulk");
      var label = button ? button.textContent : "";
      return [label.replace(/\d+/, String(picked.size))];
    },

    // The columns that are ticked are shown; the one that names the row always is.
    showColumns: function (shown, own) {
      var api = grid();
      var wanted = shown || [];
      if (api) {
        Object.keys(own).forEach(function (name, place) {
          var column = place ? api.getColumn(name) : null;
          if (column && column.isVisible() !== wanted.indexOf(name) >= 0) {
            api.setColumnsVisible([name], wanted.indexOf(name) >= 0);
          }
        });
      }
      return noUpdate();
    },

    // All columns again, as wide as the list has them.
    resetColumns: function (clicks, own) {
      var api = clicks ? grid() : null;
      if (!api) {
        return noUpdate();
      }
      api.applyColumnState({
        state: Object.keys(own).map(function (name) {
          return own[name] ? { colId: name, width: own[name], flex: null } : { colId: name, flex: 1 };
        }),
      });
      return Object.keys(own).slice(1);
    },

    showMap: function (on) {
      return [on ? {} : { display: "none" }];
    },

    openKeys: function (clicks) {
      return [clicks ? true : noUpdate()];
    },

    keysAsKept: function (opened) {
      return [opened ? window.localStorage.getItem(KEYS) !== "off" : noUpdate()];
    },

    keepKeys: function (on) {
      window.localStorage.setItem(KEYS, on ? "on" : "off");
      return noUpdate();
    },
  });
})();
