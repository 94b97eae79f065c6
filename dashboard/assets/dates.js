// The calendar's names of months and weekdays in Dutch, as the browser itself knows them; Mantine looks for them under
// this name when it first draws a Dutch calendar, and knows English by itself.

(function () {
  "use strict";

  function names(count, dayOf, options) {
    var write = new Intl.DateTimeFormat("nl", Object.assign({ timeZone: "UTC" }, options));
    return Array.from({ length: count }, function (_, index) {
      return write.format(dayOf(index));
    });
  }

  function month(index) {
    return new Date(Date.UTC(2023, index, 15));
  }

  // 1 January 2023 was a Sunday, the first day of a week to day.js.
  function weekday(index) {
    return new Date(Date.UTC(2023, 0, 1 + index));
  }

  window.dayjs_locale_nl = {
    name: "nl",
    months: names(12, month, { month: "long" }),
    monthsShort: names(12, month, { month: "short" }),
    weekdays: names(7, weekday, { weekday: "long" }),
    weekdaysShort: names(7, weekday, { weekday: "short" }),
    weekdaysMin: names(7, weekday, { weekday: "short" }),
    weekStart: 1,
    ordinal: String,
  };
})();
